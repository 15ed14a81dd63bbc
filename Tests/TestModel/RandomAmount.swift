/// Fees and payments that rounding and overflow stumble over, between ordinary ones.
enum RandomAmount {
  /// A fee and what was paid of it, `0 <= paid <= fee`.
  static func feeAndPaid(using generator: inout SplitMix64) -> (fee: Int64, paid: Int64) {
    let fee = fee(using: &generator)
    let paid: Int64 =
      switch generator.below(8) {
      case 0: 0
      case 1: fee / 2
      case 2: fee / 2 + fee % 2
      case 3: max(0, fee / 2 - 1)
      case 4: min(fee, fee / 2 + 7)
      case 5: fee / 10 * 9
      default: fee
      }
    return (fee, paid)
  }

  /// Amounts of which nothing is sure.
  static func wild(using generator: inout SplitMix64) -> (fee: Int64, paid: Int64) {
    guard generator.chance(5) else { return feeAndPaid(using: &generator) }
    return (extreme(using: &generator), extreme(using: &generator))
  }

  private static func fee(using generator: inout SplitMix64) -> Int64 {
    switch generator.below(40) {
    case 0: Int64.max - Int64(generator.below(12))
    case 1: Int64.max / 2 + Int64(generator.below(3))
    case 2: Int64.max / 100 + Int64(generator.below(3))
    case 3...6: 0
    case 7...20: Int64(generator.below(40))
    default: Int64(generator.below(10_000_000))
    }
  }

  private static func extreme(using generator: inout SplitMix64) -> Int64 {
    generator.pick(.min, -1, 0, 1, 50, .max / 2 + 1, .max - 1, .max)
  }
}
