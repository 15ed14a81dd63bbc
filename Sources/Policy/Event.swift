/// Something that happened in a Project's timeline, at its own instant, whenever it is noticed.
package struct Event: Equatable, Sendable {
  package enum Outcome: Equatable, Sendable {
    /// Nobody answered for 14 days; the instant is review due.
    case orderDeemedApproved(orderID: Int64)
    /// The instant is the deadline. `endsProject`: no Order of the Project is left.
    case deadlineMissed(Settlement, endsProject: Bool)
    /// The receiving party said no before the cancellation was accepted.
    case cancellationDeclined(cancellationID: Int64)
    /// The initiator took it back before it was accepted.
    case cancellationWithdrawn(cancellationID: Int64)
    /// The Project had ended otherwise.
    case cancellationSuperseded(cancellationID: Int64)
    /// The Project was arranged privately.
    case cancellationOutOfScope(cancellationID: Int64)
    /// The policy does not say what these Orders refund; a person must decide.
    case cancellationEscalated(cancellationID: Int64, orderIDs: [Int64])
    /// Accepted; it takes effect when no Order is open any more.
    case cancellationWaiting(cancellationID: Int64)
    /// The instant is when the cancellation took effect; the Project ends.
    case cancellationSettled(cancellationID: Int64, Settlement)
  }

  package let at: Instant
  package let outcome: Outcome

  package init(at: Instant, outcome: Outcome) {
    self.at = at
    self.outcome = outcome
  }
}

/// One settlement: a line for every Order concerned, and the Orders that end with it.
package struct Settlement: Equatable, Sendable {
  package let lines: [SettlementLine]
  /// The sum of the lines' refunds in minor units.
  package let creditMinor: Int64
  /// The Orders of the lines that were neither approved, completed nor cancelled.
  package let cancelledOrderIDs: [Int64]

  init(
    _ orders: [(Order, Rule)], of subject: Fault.Subject, _ id: Int64
  ) throws(Fault) {
    var lines: [SettlementLine] = []
    lines.reserveCapacity(orders.count)
    var cancelled: [Int64] = []
    for (order, rule) in orders {
      lines.append(try SettlementLine(order, rule: rule))
      switch order.status {
      case .proposed, .agreed, .inReview, .changesRequested: cancelled.append(order.id)
      case .approved, .completed, .cancelled: break
      }
    }
    guard let credit = lines.totalRefundMinor else { throw .sumOutOfRange(subject, id) }
    self.lines = lines
    self.creditMinor = credit
    self.cancelledOrderIDs = cancelled
  }
}

extension Event {
  /// One plain sentence for `cancellations.status_reason`: a function of the facts, never of when
  /// a worker came to it. Nil where no cancellation stands there because of this event.
  package var reason: String? {
    switch outcome {
    case .orderDeemedApproved: nil
    case .deadlineMissed: "No content came in before the deadline \(at); all was refunded."
    case .cancellationDeclined: "The receiving party declined; the Project goes on."
    case .cancellationWithdrawn: "The initiator took it back; the Project goes on."
    case .cancellationSuperseded: "The Project had ended otherwise."
    case .cancellationOutOfScope:
      "The Project was arranged privately; its parties agree on their own terms."
    case .cancellationEscalated(_, let orderIDs):
      "The provider cancelled after content was submitted (Order "
        + "\(orderIDs.map(String.init).joined(separator: ", "))); the policy does not say what is"
        + " refunded, so a person must decide."
    case .cancellationWaiting:
      "Accepted with effect from \(at) at the earliest; Open Orders must be completed first."
    case .cancellationSettled: "Settled as of \(at), when it took effect."
    }
  }
}
