/// A line of the refund table: how much of what was paid goes back, and why.
package enum Rule: String, CaseIterable, Sendable {
  case missedDeadline = "creator.missed_deadline"
  case beforeOrder = "creator.before_order"
  case beforeSubmissionByAdvertiser = "creator.before_submission.advertiser"
  case beforeSubmissionByProvider = "creator.before_submission.provider"
  case afterSubmission = "creator.after_submission"
  case approved = "creator.approved"
  case delivered = "partner.delivered"
  case notStarted = "partner.not_started"
  case outstandingBalance = "partner.outstanding_balance"

  /// The edition of the policy that these rules carry out.
  package static let policyVersion = "2026-02"

  /// The share that goes back, in percent, and of what. A refund is never more than what was paid.
  package enum Refund: Equatable, Sendable {
    case nothing
    case allThatWasPaid
    case percentOfPaid(Int64)
    case percentOfFee(Int64)
  }

  package var refund: Refund {
    switch self {
    case .missedDeadline, .beforeOrder, .beforeSubmissionByProvider: .allThatWasPaid
    case .beforeSubmissionByAdvertiser: .percentOfPaid(90)
    case .afterSubmission: .percentOfFee(50)
    case .approved, .delivered: .nothing
    case .notStarted, .outstandingBalance: .allThatWasPaid
    }
  }

  /// The place in the policy that the rule carries out.
  package var clause: String {
    switch self {
    case .beforeOrder: "1. Creator Projects, before an Order"
    case .missedDeadline, .beforeSubmissionByAdvertiser, .beforeSubmissionByProvider:
      "1. Creator Projects, before content submission"
    case .afterSubmission, .approved: "1. Creator Projects, after content submission"
    case .notStarted: "2. Partner Projects, before delivery starts"
    case .outstandingBalance: "2. Partner Projects, before the Project is complete"
    case .delivered: "2. Partner Projects, after delivery"
    }
  }

  /// What the clause promises, in one sentence.
  package var promise: String {
    switch self {
    case .missedDeadline:
      "No content came in before the deadline, so all that was paid is refunded."
    case .beforeOrder: "The Order had not been agreed, so all that was paid is refunded."
    case .beforeSubmissionByAdvertiser:
      "The advertiser cancelled an agreed Order before content came in: 90 % of what was paid."
    case .beforeSubmissionByProvider:
      "The content provider cancelled before content came in, so all that was paid is refunded."
    case .afterSubmission:
      "Content was in but not finally approved: 50 % of the fee, never more than was paid."
    case .approved: "The content was approved, so it is paid for in full and nothing is refunded."
    case .delivered: "The Order was delivered, so nothing is refunded."
    case .notStarted:
      "Delivery never started, so no payment is due and all that was paid goes back."
    case .outstandingBalance:
      "Other Orders were delivered and this one was not: what was paid for it goes back."
    }
  }

  /// What this rule refunds of an Order, in minor units: exact, then rounded half up.
  func refund(of order: Order) -> Int64 {
    switch refund {
    case .nothing: 0
    case .allThatWasPaid: order.paidMinor
    case .percentOfPaid(let percent): Self.share(percent, of: order.paidMinor)
    case .percentOfFee(let percent):
      min(Self.share(percent, of: order.feeMinor), order.paidMinor)
    }
  }

  /// Rounded half up to a whole minor unit; Int128 holds a hundred times the largest bigint, and a
  /// share of at most 100 % fits an Int64 again.
  static func share(_ percent: Int64, of amountMinor: Int64) -> Int64 {
    Int64((Int128(amountMinor) * Int128(percent) + 50) / 100)
  }
}
