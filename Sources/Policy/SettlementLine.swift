/// What became of one Order's money: `paid = refund + retained`, none of them negative.
package struct SettlementLine: Equatable, Sendable {
  package let orderID: Int64
  package let rule: Rule
  /// Minor units, as they stood when the line was written; so are the others.
  package let feeMinor: Int64
  package let paidMinor: Int64
  package let refundMinor: Int64
  package var retainedMinor: Int64 { paidMinor - refundMinor }

  /// Applies a rule to an Order.
  ///
  /// - Throws: a ``Fault`` where fee and payment make no sense.
  init(_ order: Order, rule: Rule) throws(Fault) {
    guard order.feeMinor >= 0, 0 <= order.paidMinor, order.paidMinor <= order.feeMinor else {
      throw .amountsOutOfOrder(order)
    }
    self.orderID = order.id
    self.rule = rule
    self.feeMinor = order.feeMinor
    self.paidMinor = order.paidMinor
    self.refundMinor = rule.refund(of: order)
  }
}

extension [SettlementLine] {
  /// The credit: the sum of the refunds in minor units, or nil where no bigint holds it.
  package var totalRefundMinor: Int64? {
    var sum: Int64 = 0
    for line in self {
      let (next, overflow) = sum.addingReportingOverflow(line.refundMinor)
      if overflow { return nil }
      sum = next
    }
    return sum
  }
}
