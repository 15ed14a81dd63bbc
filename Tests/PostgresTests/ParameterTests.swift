import Postgres
import Testing

@Suite struct ParameterTests {
  static let numbers: [Int64?] = [0, 1, -1, 255, -256, .max, .min, nil]
  static let words: [String?] = ["", "plain", "Zürich 東京 🧾", "{\"a\\,b'}", "NULL", nil]
  /// 1970, 2000 to the microsecond, far in the past and in the future, and the infinities.
  static let instants: [Int64?] = [
    0, -1, 946_684_800_000_001, -62_135_596_800_000_000, 9_000_000_000_000_000_000, .max, .min, nil,
  ]

  @Test(arguments: numbers) func number(_ value: Int64?) throws {
    var connection = try reach()
    let rows = try connection.execute("SELECT $1, $1::text", [.int64(value)])
    #expect(try rows.optionalInt64(0, 0) == value)
    #expect(try rows.optionalText(0, 1) == value.map(String.init))
  }

  @Test(arguments: words) func word(_ value: String?) throws {
    var connection = try reach()
    let rows = try connection.execute("SELECT $1, octet_length($1)", [.text(value)])
    #expect(try rows.optionalText(0, 0) == value)
    #expect(try rows.optionalInt64(0, 1) == value.map { Int64($0.utf8.count) })
  }

  @Test(arguments: [true, false, nil]) func truth(_ value: Bool?) throws {
    var connection = try reach()
    let rows = try connection.execute("SELECT $1, $1::text", [.bool(value)])
    #expect(try rows.optionalBool(0, 0) == value)
    #expect(try rows.optionalText(0, 1) == value.map { "\($0)" })
  }

  @Test(arguments: instants) func instant(_ value: Int64?) throws {
    var connection = try reach()
    let rows = try connection.execute("SELECT $1", [.instant(value)])
    #expect(try rows.optionalMicroseconds(0, 0) == value)
  }

  @Test func instantsAreTheServersOwn() throws {
    var connection = try reach()
    let rows = try connection.execute(
      """
      SELECT timestamptz '2024-02-29 12:34:56.789012+00', $1::timestamptz::text, $2::text,
        timestamptz '-infinity'
      """, [.instant(951_782_400_000_000), .instant(.max)])
    #expect(try rows.microseconds(0, 0) == 1_709_210_096_789_012)
    #expect(try rows.text(0, 1).hasPrefix("2000-02-29 00:00:00"))
    #expect(try rows.text(0, 2) == "infinity")
    #expect(try rows.microseconds(0, 3) == .min)
  }

  @Test func instantsBeforeTheCalendarAreRefused() throws {
    var connection = try reach()
    let error = failure { () throws(PostgresError) in
      try connection.execute("SELECT $1", [.instant(.min + 1)])
    }
    #expect(error?.sqlState == "22008")
    #expect(error?.kind == .row)
  }

  @Test func textWithAZeroByteIsRefused() throws {
    var connection = try reach()
    let error = failure { () throws(PostgresError) in
      try connection.execute("SELECT $1", [.text("a\0b")])
    }
    #expect(error?.kind == .row)
    #expect(try connection.execute("SELECT 1").int64(0, 0) == 1)
  }
}
