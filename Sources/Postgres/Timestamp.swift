/// A `timestamptz`: microseconds since 1970 in this program, and since 2000 on the wire. The two
/// extremes are the two infinities on both sides.
struct Timestamp {
  /// Microseconds since 1970-01-01 00:00 UTC.
  let microseconds: Int64

  private static let epoch: Int64 = 946_684_800_000_000

  init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// Reads what came over the wire; nil for the last years before 294277, which do not fit.
  init?(wire: Int64) {
    guard wire != .max, wire != .min else {
      microseconds = wire
      return
    }
    let (sum, isOverflown) = wire.addingReportingOverflow(Self.epoch)
    guard !isOverflown, sum != .max else { return nil }
    microseconds = sum
  }

  /// Microseconds since 2000. An instant too early for that becomes one which is too early for the
  /// server as well, and which it refuses as out of range.
  var wire: Int64 {
    guard microseconds != .max, microseconds != .min else { return microseconds }
    let (difference, isOverflown) = microseconds.subtractingReportingOverflow(Self.epoch)
    return isOverflown || difference == .min ? .min + 1 : difference
  }
}
