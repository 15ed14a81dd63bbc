import Policy
import Store

/// One Order of a settlement: its facts, its stage, the rule, the clause and the arithmetic.
struct LineExplanation: Encodable {
  let orderId: Int64
  let currency: String
  /// Creator Projects: the stage that decided. Partner Projects: whether it was delivered.
  let stage: String
  let facts: [Fact]
  let rule: String
  let clause: String
  let promise: String
  let policyVersion: String
  let feeMinor: Int64
  let paidMinor: Int64
  let refundMinor: Int64
  let retainedMinor: Int64
  let arithmetic: String

  init(_ line: Dossier.Line, _ order: Order, _ cancellation: Cancellation, in project: Project) {
    orderId = line.orderID
    currency = project.currency
    facts = Self.facts(of: order)
    rule = line.rule
    let known = Rule(rawValue: line.rule)
    clause = known?.clause ?? "a rule that this program does not know"
    promise = known?.promise ?? ""
    policyVersion = line.policyVersion
    feeMinor = line.feeMinor
    paidMinor = line.paidMinor
    refundMinor = line.refundMinor
    retainedMinor = line.retainedMinor
    stage = Self.stage(known, order, cancellation)
    arithmetic = Self.arithmetic(known, line, project.currency)
  }

  private static func stage(
    _ rule: Rule?, _ order: Order, _ cancellation: Cancellation
  ) -> String {
    switch rule {
    case .missedDeadline:
      "agreed, and no content before the deadline \(cancellation.communicatedAt)"
    case .delivered: "delivered when the cancellation took effect"
    case .notStarted, .outstandingBalance:
      "delivery had not started when the cancellation took effect"
    case nil: "unknown"
    default:
      "\(order.stage(at: cancellation.communicatedAt).rawValue) when it was communicated"
    }
  }

  static func facts(of order: Order) -> [Fact] {
    let approved =
      switch order.approval {
      case .deemed: "deemed approved (nobody answered for 14 days)"
      case .express: "approved by the advertiser"
      case .platform, nil: "approved"
      }
    let answered = order.approval == .express ? nil : order.respondedAt
    let resubmitted =
      order.reviewRequestedAt == order.contentSubmittedAt ? nil : order.reviewRequestedAt
    return Fact.list([
      ("agreed", order.agreedAt), ("delivery started", order.deliveryStartedAt),
      ("content submitted", order.contentSubmittedAt),
      ("content submitted again", resubmitted),
      ("the advertiser answered", answered),
      (approved, order.approvedAt), ("completed", order.completedAt),
      ("cancelled", order.cancelledAt),
    ])
  }

  private static func arithmetic(_ rule: Rule?, _ line: Dossier.Line, _ currency: String) -> String
  {
    let fee = Amount(minor: line.feeMinor, currency: currency).number
    let paid = Amount(minor: line.paidMinor, currency: currency).number
    let refund = Amount(minor: line.refundMinor, currency: currency)
    let retained = Amount(minor: line.retainedMinor, currency: currency).number
    let share =
      switch rule?.refund {
      case .percentOfPaid(let percent): "\(percent) % of \(paid) paid, rounded half up"
      case .percentOfFee(let percent):
        "\(percent) % of the fee \(fee), rounded half up, at most the \(paid) paid"
      case .allThatWasPaid: "all of the \(paid) paid"
      case .nothing: "nothing of the \(paid) paid"
      case nil: "as recorded, of \(paid) paid"
      }
    return "\(share) = \(refund) refunded; \(paid) − \(refund.number) = \(retained) retained"
  }

  var text: String {
    var lines = [
      "Order \(orderId): \(stage)",
      "  " + facts.map { "\($0.what) \($0.at)" }.joined(separator: "\n  "),
      "  rule    \(rule) (policy \(policyVersion), \(clause))",
    ]
    if facts.isEmpty { lines.remove(at: 1) }
    if !promise.isEmpty { lines.append("  says    \(promise)") }
    lines.append("  amount  \(arithmetic)")
    return lines.joined(separator: "\n")
  }
}
