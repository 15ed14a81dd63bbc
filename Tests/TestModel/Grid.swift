package import Policy

/// The few instants that random facts are drawn from, so that they often coincide: hours of the first
/// day, and of the days one and two review periods later, now and then a microsecond beside.
package enum Grid {
  /// 2026-02-02T00:00:00Z.
  package static let start = Instant(microseconds: 1_769_990_400_000_000)
  package static let hour: Int64 = 3_600_000_000
  /// After everything on the grid, deemed approvals included.
  package static let end = start.adding(microseconds: 4 * Order.reviewPeriod)

  package static func instant(using generator: inout SplitMix64) -> Instant {
    let fortnight = Int64(generator.below(3)) * Order.reviewPeriod
    let hours = Int64(generator.below(6)) * hour
    let beside: Int64 = generator.chance(10) ? generator.pick(-1, 1) : 0
    return start.adding(microseconds: fortnight + hours + beside)
  }

  /// An instant of the grid, but never before another one.
  static func instant(from earliest: Instant, using generator: inout SplitMix64) -> Instant {
    for _ in 0..<6 {
      let instant = instant(using: &generator)
      if instant >= earliest { return instant }
    }
    return earliest
  }
}
