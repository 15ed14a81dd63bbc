import Postgres
import TestCluster
import Testing

@Suite struct ArrayTests {
  /// Sends an array and gets its elements back as rows, in order.
  private func elements<Value>(
    of parameter: Parameter, read: (borrowing Rows, Int) throws(PostgresError) -> Value
  ) throws(PostgresError) -> [Value] {
    var connection = try Connection(Self.conninfo, applicationName: "tests")
    let rows = try connection.execute(
      "SELECT e FROM unnest($1) WITH ORDINALITY AS u (e, i) ORDER BY i", [parameter])
    var values: [Value] = []
    for row in 0..<rows.count { values.append(try read(rows, row)) }
    return values
  }

  private func int64s(_ parameter: Parameter) throws -> [Int64?] {
    try elements(of: parameter) { rows, row throws(PostgresError) in try rows.optionalInt64(row, 0)
    }
  }

  private func texts(_ parameter: Parameter) throws -> [String?] {
    try elements(of: parameter) { rows, row throws(PostgresError) in try rows.optionalText(row, 0) }
  }

  private func instants(_ parameter: Parameter) throws -> [Int64?] {
    try elements(of: parameter) { rows, row throws(PostgresError) in
      try rows.optionalMicroseconds(row, 0)
    }
  }

  private func bools(_ parameter: Parameter) throws -> [Bool] {
    try elements(of: parameter) { rows, row throws(PostgresError) in try rows.bool(row, 0) }
  }

  @Test func values() throws {
    let numbers = ParameterTests.numbers.compactMap(\.self)
    #expect(try int64s(.int64s(numbers)) == numbers)
    #expect(try int64s(.optionalInt64s(ParameterTests.numbers)) == ParameterTests.numbers)
    let words = ParameterTests.words.compactMap(\.self)
    #expect(try texts(.texts(words)) == words)
    #expect(try texts(.optionalTexts(ParameterTests.words)) == ParameterTests.words)
    let times = ParameterTests.instants.compactMap(\.self)
    #expect(try instants(.instants(times)) == times)
    #expect(try instants(.optionalInstants(ParameterTests.instants)) == ParameterTests.instants)
    #expect(try bools(.bools([true, false, true])) == [true, false, true])
  }

  @Test func emptyArraysAreNotNull() throws {
    var connection = try reach()
    let none: [Parameter] = [
      .int64s([]), .optionalInt64s([]), .texts([]), .optionalTexts([]), .instants([]),
      .optionalInstants([]), .bools([]),
    ]
    for parameter in none {
      let rows = try connection.execute("SELECT cardinality($1)", [parameter])
      #expect(try rows.int64(0, 0) == 0)
    }
  }

  @Test func arraysBesideOtherParameters() throws {
    var connection = try reach()
    let rows = try connection.execute(
      "SELECT $2[2], $1, $4[1], $3 IS NULL, $2[0] IS NULL",
      [.text(""), .optionalInt64s([nil, 7]), .int64(nil), .texts(["é"])])
    #expect(try rows.int64(0, 0) == 7)
    #expect(try rows.text(0, 1) == "")
    #expect(try rows.text(0, 2) == "é")
    #expect(try rows.bool(0, 3))
    #expect(try rows.bool(0, 4))
  }

  @Test func manyElements() throws {
    let numbers = (0..<100_000).map { Int64($0) &* 0x1357_9bdf_0246_8ace }
    #expect(try int64s(.int64s(numbers)) == numbers)
    let words = numbers.map { "refund \($0)" }
    #expect(try texts(.texts(words)) == words)
  }
}

extension ArrayTests {
  private static var conninfo: String { Cluster.shared.address(database: "postgres") }
}
