import Policy
import Testing

/// Instants and how they are written.
@Suite struct InstantTests {
  @Test(
    "Known dates",
    arguments: [
      (0, "1970-01-01T00:00:00Z"),
      (1, "1970-01-01T00:00:00.000001Z"),
      (-1, "1969-12-31T23:59:59.999999Z"),
      (500_000, "1970-01-01T00:00:00.500000Z"),
      (1_000_000, "1970-01-01T00:00:01Z"),
      (86_399_999_999, "1970-01-01T23:59:59.999999Z"),
      (86_400_000_000, "1970-01-02T00:00:00Z"),
      (951_782_400_000_000, "2000-02-29T00:00:00Z"),
      (951_868_800_000_000, "2000-03-01T00:00:00Z"),
      (1_709_164_800_000_000, "2024-02-29T00:00:00Z"),
      (1_735_689_599_000_000, "2024-12-31T23:59:59Z"),
      (1_771_059_600_000_000, "2026-02-14T09:00:00Z"),
      (1_771_059_600_120_000, "2026-02-14T09:00:00.120000Z"),
      (4_107_456_000_000_000, "2100-02-28T00:00:00Z"),
      (4_107_542_400_000_000, "2100-03-01T00:00:00Z"),
      (-2_203_977_600_000_000, "1900-02-28T00:00:00Z"),
      (-2_203_891_200_000_000, "1900-03-01T00:00:00Z"),
      (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
      (253_402_300_800_000_000, "10000-01-01T00:00:00Z"),
      (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
      (.max, "infinity"),
      (.min, "-infinity"),
    ] as [(Int64, String)])
  func description(_ microseconds: Int64, _ text: String) {
    #expect(Instant(microseconds: microseconds).description == text)
  }

  @Test("Each day follows the one before it, for 800 years")
  func everyDay() {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    var instant = Instant(microseconds: -11_676_096_000_000_000)
    var wrong: [String] = []
    for year in 1600..<2400 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for (index, length) in lengths.enumerated() {
        for day in 1...(index == 1 && isLeap ? 29 : length) {
          let expected = "\(year)-\(padded(index + 1))-\(padded(day))T00:00:00Z"
          if instant.description != expected { wrong.append("\(instant) is not \(expected)") }
          instant = instant.adding(microseconds: 86_400_000_000)
        }
      }
    }
    #expect(wrong.prefix(3) == [])
  }

  @Test("Adding stops at the ends of time")
  func adding() {
    let start = Instant(microseconds: 5)
    #expect(start.adding(microseconds: 7) == Instant(microseconds: 12))
    #expect(start.adding(microseconds: -7) == Instant(microseconds: -2))
    #expect(Instant.distantFuture.adding(microseconds: 1) == .distantFuture)
    #expect(Instant.distantPast.adding(microseconds: -1) == .distantPast)
    #expect(start.adding(microseconds: .max) == .distantFuture)
    #expect(Instant(microseconds: -5).adding(microseconds: .min) == .distantPast)
  }

  @Test("Earlier is less")
  func order() {
    #expect(Instant(microseconds: -1) < Instant(microseconds: 0))
    #expect(Instant.distantPast < Instant(microseconds: .min + 1))
    #expect(Instant.distantFuture > Instant(microseconds: .max - 1))
  }
}
