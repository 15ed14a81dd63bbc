package import Policy

/// Everything that a worker would have written about one Project, in plain comparable values.
package struct Outcome: Equatable, Sendable {
  package struct OrderEnd: Equatable, Sendable {
    package var status: Order.Status
    package var approvedAt: Instant?
    package var approval: Order.Approval?
    package var cancelledAt: Instant?
  }

  package struct CancellationEnd: Equatable, Sendable {
    package var status: Cancellation.Status
    package var effectiveAt: Instant?
  }

  package struct Line: Equatable, Sendable {
    /// Nil where a missed deadline settled the Order.
    package var cancellationID: Int64?
    package var rule: String
    package var feeMinor: Int64
    package var paidMinor: Int64
    package var refundMinor: Int64
  }

  package var projectStatus: Project.Status
  package var orders: [Int64: OrderEnd] = [:]
  package var cancellations: [Int64: CancellationEnd] = [:]
  /// By Order.
  package var lines: [Int64: Line] = [:]
  /// By cancellation; none where nothing is refunded.
  package var credits: [Int64: Int64] = [:]
  /// The credit of each missed deadline that was settled, 0 included, by its instant.
  package var missedDeadlines: [Instant: Int64] = [:]
  package var hasFault = false
}

extension Outcome {
  /// What the Policy's timeline of a Project amounts to.
  package init(of project: Project, after advance: Advance) {
    let result = project.applying(advance.events)
    projectStatus = result.status
    hasFault = advance.fault != nil
    for order in result.orders {
      orders[order.id] = OrderEnd(
        status: order.status, approvedAt: order.approvedAt, approval: order.approval,
        cancelledAt: order.cancelledAt)
    }
    for cancellation in result.cancellations {
      cancellations[cancellation.id] = CancellationEnd(status: cancellation.status)
    }
    for event in advance.events { record(event) }
  }

  private mutating func record(_ event: Event) {
    switch event.outcome {
    case .cancellationSettled(let id, let settlement):
      cancellations[id]?.effectiveAt = event.at
      if settlement.creditMinor != 0 { credits[id] = settlement.creditMinor }
      record(settlement.lines, of: id)
    case .deadlineMissed(let settlement, _):
      missedDeadlines[event.at] = settlement.creditMinor
      record(settlement.lines, of: nil)
    case .orderDeemedApproved, .cancellationDeclined, .cancellationWithdrawn,
      .cancellationSuperseded, .cancellationOutOfScope, .cancellationEscalated,
      .cancellationWaiting:
      break
    }
  }

  private mutating func record(_ settled: [SettlementLine], of cancellationID: Int64?) {
    for line in settled {
      lines[line.orderID] = Line(
        cancellationID: cancellationID, rule: line.rule.rawValue, feeMinor: line.feeMinor,
        paidMinor: line.paidMinor, refundMinor: line.refundMinor)
    }
  }
}
