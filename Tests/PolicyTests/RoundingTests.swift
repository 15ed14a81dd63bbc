import Policy
import Testing

/// Shares are exact, then rounded half up to a whole minor unit, up to the largest bigint.
@Suite struct RoundingTests {
  @Test(
    "90 % of what was paid",
    arguments: [
      (0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 5), (7, 6), (8, 7), (9, 8), (10, 9),
      (15, 14), (25, 23), (99, 89), (105, 95), (333, 300), (9_999_999, 8_999_999),
      (Int64.max, 8_301_034_833_169_298_226), (Int64.max - 2, 8_301_034_833_169_298_225),
      (Int64.max / 90 + 1, 92_233_720_368_547_759),
    ] as [(Int64, Int64)])
  func ninetyPercentOfPaid(_ paid: Int64, _ refund: Int64) {
    let order = Sample.agreed(fee: .max, paid: paid)
    #expect(Self.refunds(order) == [refund])
  }

  @Test(
    "50 % of the fee, never more than was paid",
    arguments: [
      (0, 0, 0), (1, 1, 1), (1, 0, 0), (2, 2, 1), (3, 3, 2), (3, 2, 2), (3, 1, 1), (99, 99, 50),
      (99, 49, 49), (99, 50, 50), (1000, 499, 499), (1000, 500, 500), (1000, 501, 500),
      (1001, 500, 500), (1001, 501, 501), (1001, 1001, 501),
      (.max, .max, 4_611_686_018_427_387_904), (.max, 4_611_686_018_427_387_903, .max / 2),
      (.max - 1, .max - 1, 4_611_686_018_427_387_903),
    ] as [(Int64, Int64, Int64)])
  func fiftyPercentOfFee(_ fee: Int64, _ paid: Int64, _ refund: Int64) {
    let order = Sample.inReview(fee: fee, paid: paid)
    #expect(Self.refunds(order) == [refund])
  }

  @Test("All that was paid, to the largest bigint", arguments: [0, 1, 99, .max] as [Int64])
  func allThatWasPaid(_ paid: Int64) {
    #expect(Self.refunds(Sample.proposed(fee: .max, paid: paid)) == [paid])
  }

  @Test("Each Order is rounded by itself")
  func eachByItself() {
    let orders = (10..<20).map { Sample.agreed($0, fee: 5, paid: 5) }
    let advance = Sample.creator(orders, Sample.cancellation(at: .day(2))).advance(to: .day(2))
    #expect(advance.events.last?.settlement?.creditMinor == 50)
  }

  @Test("The sum may reach the largest bigint")
  func largestSum() {
    let orders = [
      Sample.proposed(10, fee: .max, paid: .max - 1), Sample.proposed(11, fee: 1, paid: 1),
    ]
    let advance = Sample.creator(orders, Sample.cancellation(at: .day(2))).advance(to: .day(2))
    #expect(advance.events.last?.settlement?.creditMinor == .max)
  }

  private static func refunds(_ order: Order) -> [Int64] {
    Sample.creator([order], Sample.cancellation(at: .day(5))).advance(to: .day(5)).refunds
  }
}
