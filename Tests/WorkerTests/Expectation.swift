import Policy
import TestModel

/// What a worker has to write about a Project, in the words of `Ledger`, by the reference model.
struct Expectation {
  private let project: Project
  private let outcome: Outcome
  private(set) var lines: [String] = []

  init(_ project: Project, at now: Instant) {
    self.project = project
    outcome = Reference.outcome(of: project, at: now)
    lines.append("project \(project.id) \(outcome.projectStatus.rawValue)")
    expectOrders()
    expectCancellations()
    expectDeadline()
    expectLines()
    // A fault leaves the cancellation where it stands.
    if outcome.hasFault { lines.append("quarantine of \(project.id)") }
  }

  private mutating func expectOrders() {
    for order in project.orders {
      guard let end = outcome.orders[order.id] else { continue }
      lines.append(
        "order \(order.id) \(end.status.rawValue) approved \(text(end.approvedAt))"
          + " \(end.approval?.rawValue ?? "") cancelled \(text(end.cancelledAt))")
      if end.approval == .deemed, order.approval == nil {
        tell("order_deemed_approved", order: order.id)
      }
    }
  }

  private mutating func expectCancellations() {
    for cancellation in project.cancellations {
      guard let end = outcome.cancellations[cancellation.id] else { continue }
      let label = String(cancellation.id)
      lines.append(
        "cancellation \(label) \(end.status.rawValue) as of \(text(end.effectiveAt))")
      if hasWaited(cancellation, end) { tell("cancellation_waiting", cancellation: label) }
      guard cancellation.isPending else { continue }
      if end.status == .declined { tell("cancellation_declined", cancellation: label) }
      guard end.status == .settled, let at = end.effectiveAt else { continue }
      tell("project_cancelled", cancellation: label)
      credit(label, outcome.credits[cancellation.id] ?? 0, at)
    }
  }

  private mutating func expectDeadline() {
    for (instant, amount) in outcome.missedDeadlines {
      let label = "deadline of \(project.id)"
      lines.append("cancellation \(label) settled as of \(text(instant))")
      tell("deadline_missed", cancellation: label)
      let wasSettled = outcome.cancellations.values.contains { $0.effectiveAt != nil }
      if outcome.projectStatus == .cancelled, !wasSettled {
        tell("project_cancelled", cancellation: label)
      }
      credit(label, amount, instant)
    }
  }

  private mutating func expectLines() {
    for (order, line) in outcome.lines {
      let label = line.cancellationID.map(String.init) ?? "deadline of \(project.id)"
      lines.append(
        "line \(order) of \(label): \(line.rule) 2026-02 fee \(line.feeMinor)"
          + " paid \(line.paidMinor) refund \(line.refundMinor)"
          + " retained \(line.paidMinor - line.refundMinor)")
    }
  }

  /// It had been accepted, and Orders were open then.
  private func hasWaited(
    _ cancellation: Cancellation, _ end: Outcome.CancellationEnd
  ) -> Bool {
    guard project.kind == .partner, cancellation.status == .open,
      let accepted = project.acceptance(of: cancellation)
    else { return false }
    let start = max(accepted, cancellation.disputeResolvedAt ?? accepted)
    return end.status == .waitingForOpenOrders || end.effectiveAt.map { $0 > start } ?? false
  }

  private mutating func credit(_ label: String, _ amount: Int64, _ at: Instant) {
    guard amount > 0 else { return }
    let due = at.adding(microseconds: Site.processingTime)
    lines.append(
      "credit \(label) of \(project.id): \(amount) \(project.currency)"
        + " to \(project.advertiserID) by \(text(due))")
    tell("refund_credited", cancellation: label, provider: false)
  }

  private mutating func tell(
    _ kind: String, order: Int64? = nil, cancellation: String = "", provider: Bool = true
  ) {
    var parties = ["advertiser \(project.advertiserID)"]
    if provider, let id = project.providerID { parties.append("provider \(id)") }
    for party in parties {
      lines.append(
        "told \(party): \(kind), project \(project.id) order \(order.map(String.init) ?? "")"
          + " cancellation \(cancellation)")
    }
  }

  private func text(_ instant: Instant?) -> String {
    instant.map { String($0.microseconds) } ?? ""
  }
}
