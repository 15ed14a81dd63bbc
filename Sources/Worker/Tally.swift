internal import Policy

/// What some passes came to.
package struct Tally: Equatable, Sendable {
  /// Projects looked at and moved on.
  package var projects = 0
  package var deemedApprovals = 0
  package var missedDeadlines = 0
  package var settled = 0
  package var waiting = 0
  package var declined = 0
  package var withdrawn = 0
  package var superseded = 0
  package var outOfScope = 0
  package var escalated = 0
  /// Faults put, or kept, in quarantine.
  package var quarantined = 0
  /// Refunds credited, in minor units by currency. A sum beyond Int64 stays at the largest.
  package var refundedMinor: [String: Int64] = [:]

  package init() {}

  mutating func count(_ project: Project, _ advance: Advance) {
    projects += 1
    if advance.fault != nil { quarantined += 1 }
    for event in advance.events {
      switch event.outcome {
      case .orderDeemedApproved: deemedApprovals += 1
      case .deadlineMissed(let settlement, _):
        missedDeadlines += 1
        count(settlement, project.currency)
      case .cancellationDeclined: declined += 1
      case .cancellationWithdrawn: withdrawn += 1
      case .cancellationSuperseded: superseded += 1
      case .cancellationOutOfScope: outOfScope += 1
      case .cancellationEscalated: escalated += 1
      case .cancellationWaiting: waiting += 1
      case .cancellationSettled(_, let settlement):
        settled += 1
        count(settlement, project.currency)
      }
    }
  }

  private mutating func count(_ settlement: Settlement, _ currency: String) {
    guard settlement.creditMinor > 0 else { return }
    refundedMinor[currency, default: 0].addUpTo(settlement.creditMinor)
  }

  mutating func add(_ other: Tally) {
    projects += other.projects
    deemedApprovals += other.deemedApprovals
    missedDeadlines += other.missedDeadlines
    settled += other.settled
    waiting += other.waiting
    declined += other.declined
    withdrawn += other.withdrawn
    superseded += other.superseded
    outOfScope += other.outOfScope
    escalated += other.escalated
    quarantined += other.quarantined
    for (currency, amount) in other.refundedMinor {
      refundedMinor[currency, default: 0].addUpTo(amount)
    }
  }
}

extension Int64 {
  fileprivate mutating func addUpTo(_ amount: Int64) {
    let (sum, overflow) = addingReportingOverflow(amount)
    self = overflow ? .max : sum
  }
}
