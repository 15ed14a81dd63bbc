/// A point in time, in microseconds since 1970-01-01T00:00:00Z: PostgreSQL's own precision, and no
/// time zone, so that 14 days are 14 × 24 hours wherever and whenever settled runs.
package struct Instant: Hashable, Comparable, Sendable {
  /// Microseconds since 1970-01-01T00:00:00Z.
  package let microseconds: Int64

  package init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// Before every recorded fact.
  package static let distantPast = Instant(microseconds: .min)
  /// After every recorded fact; what `infinity` is in PostgreSQL.
  package static let distantFuture = Instant(microseconds: .max)

  package static func < (left: Instant, right: Instant) -> Bool {
    left.microseconds < right.microseconds
  }

  /// This instant and a duration in microseconds later, or the distant future where no Int64 holds it.
  package func adding(microseconds duration: Int64) -> Instant {
    let (sum, overflow) = microseconds.addingReportingOverflow(duration)
    return overflow ? (duration < 0 ? .distantPast : .distantFuture) : Instant(microseconds: sum)
  }
}

extension Instant: CustomStringConvertible {
  /// ISO 8601 in UTC, with a fraction only where there is one: `2026-02-14T09:00:00Z`.
  ///
  /// Written out here because Foundation's formatter stops at milliseconds.
  package var description: String {
    text(withFraction: microseconds % 1_000_000 != 0)
  }

  /// The same with six digits of a fraction always, as `2026-02-14T09:00:00.000000Z`.
  package var toTheMicrosecond: String {
    text(withFraction: true)
  }

  private func text(withFraction: Bool) -> String {
    if self == .distantPast { return "-infinity" }
    if self == .distantFuture { return "infinity" }
    let day: Int64 = 86_400_000_000
    var days = microseconds / day
    var rest = microseconds % day
    if rest < 0 {
      days -= 1
      rest += day
    }
    let date = Self.civilDate(daysSince1970: days)
    let seconds = rest / 1_000_000
    var digits = Digits()
    digits.append(date.year, width: 4)
    digits.append(date.month, width: 2, after: "-")
    digits.append(date.day, width: 2, after: "-")
    digits.append(seconds / 3600, width: 2, after: "T")
    digits.append(seconds / 60 % 60, width: 2, after: ":")
    digits.append(seconds % 60, width: 2, after: ":")
    if withFraction { digits.append(rest % 1_000_000, width: 6, after: ".") }
    return digits.text + "Z"
  }

  /// Numbers one after another. Every notification has an instant in it, so this must be quick.
  private struct Digits {
    private var bytes: [UInt8] = []

    init() {
      bytes.reserveCapacity(27)
    }

    mutating func append(_ number: Int64, width: Int, after sign: Unicode.Scalar? = nil) {
      if let sign { bytes.append(UInt8(ascii: sign)) }
      guard number >= 0, number < 1_000_000 else {
        bytes.append(contentsOf: String(number).utf8)
        return
      }
      var place: Int64 = 1
      for _ in 1..<width { place *= 10 }
      while place * 10 <= number { place *= 10 }
      while place > 0 {
        bytes.append(UInt8(ascii: "0") + UInt8(number / place % 10))
        place /= 10
      }
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  /// The proleptic Gregorian date, after Howard Hinnant's `civil_from_days`.
  private static func civilDate(daysSince1970: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = daysSince1970 + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
      month: month,
      day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    )
  }
}
