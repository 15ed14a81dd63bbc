import Policy

/// A cancellation on the reference model's clock.
struct ReferenceCase {
  let facts: Cancellation
  var end: Outcome.CancellationEnd
  /// Where each Order stood when the cancellation was communicated.
  private(set) var stages: [Int64: ReferenceOrder.Stage] = [:]
  private var isAccepted = false
  private var refusal: Cancellation.Status?

  init(facts: Cancellation) {
    self.facts = facts
    end = Outcome.CancellationEnd(status: facts.status)
  }

  var instants: [Instant] {
    let recorded = [
      facts.communicatedAt, facts.requestIssuedAt, facts.advertiserAcceptedAt,
      facts.providerAcceptedAt, facts.declinedAt, facts.withdrawnAt, facts.disputeResolvedAt,
    ]
    return recorded.compactMap { $0 }
  }

  var isPending: Bool { [.open, .waitingForOpenOrders].contains(end.status) }

  /// A recorded dispute holds it until it is resolved.
  private func isHeld(at tick: Instant) -> Bool {
    guard facts.disputedAt != nil || facts.disputeResolvedAt != nil else { return false }
    guard let resolved = facts.disputeResolvedAt else { return true }
    return tick < resolved
  }

  /// Takes down what this tick says about the cancellation: stages, acceptance, refusal.
  ///
  /// - Parameter isOver: the Project has ended at an earlier tick; a refusal no longer counts.
  mutating func note(
    _ tick: Instant, orders: [ReferenceOrder], kind: Project.Kind, isOver: Bool
  ) {
    if tick == facts.communicatedAt {
      for order in orders { stages[order.facts.id] = order.stage(at: tick) }
      let nothingAgreed = stages.values.allSatisfy { $0 == .loose }
      if kind == .creator, nothingAgreed { isAccepted = true }
    }
    guard tick >= facts.communicatedAt, !isAccepted, refusal == nil else { return }
    let byAdvertiser = facts.advertiserAcceptedAt.map { $0 <= tick } ?? false
    let byProvider = facts.providerAcceptedAt.map { $0 <= tick } ?? false
    let isIssued = facts.requestIssuedAt.map { $0 <= tick } ?? false
    switch (kind, facts.initiatedBy) {
    case (.partner, .advertiser): isAccepted = isIssued && byProvider
    case (.partner, _): isAccepted = isIssued && byAdvertiser
    default: isAccepted = byAdvertiser && byProvider
    }
    guard !isAccepted, !isOver else { return }
    if facts.withdrawnAt == tick { refusal = .withdrawn }
    if facts.declinedAt == tick { refusal = .declined }
  }

  mutating func refuse(at tick: Instant) {
    guard let refusal, isPending, !isHeld(at: tick) else { return }
    end.status = refusal
  }

  func isReady(at tick: Instant) -> Bool {
    isPending && isAccepted && refusal == nil && !isHeld(at: tick)
  }

  /// - Parameter ended: the Project was recorded as ended; then nobody knows when, and a refusal
  ///   counts whenever it was.
  func canBeSuperseded(at tick: Instant, ended: Bool) -> Bool {
    guard tick >= facts.communicatedAt, !isHeld(at: tick) else { return false }
    if end.status == .escalated { return true }
    let isRefused = ended ? facts.declinedAt != nil || facts.withdrawnAt != nil : refusal != nil
    return isPending && !isRefused
  }
}
