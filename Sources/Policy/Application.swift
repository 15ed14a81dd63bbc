extension Project {
  /// The Project after its worker recorded these events.
  package func applying(_ events: [Event]) -> Project {
    var project = self
    project.apply(events)
    return project
  }

  mutating func apply(_ events: [Event]) {
    approve(events)
    for event in events { apply(event) }
  }

  /// All deemed approvals at once: a Project may have as many as it has Orders.
  private mutating func approve(_ events: [Event]) {
    var approvals: [Int64: Instant] = [:]
    for event in events {
      guard case .orderDeemedApproved(let orderID) = event.outcome else { continue }
      approvals[orderID] = event.at
    }
    guard !approvals.isEmpty else { return }
    for index in orders.indices where orders[index].status == .inReview {
      guard let at = approvals[orders[index].id] else { continue }
      orders[index].status = .approved
      orders[index].approval = .deemed
      orders[index].approvedAt = at
    }
  }

  private mutating func apply(_ event: Event) {
    switch event.outcome {
    case .orderDeemedApproved: break  // all of them at once, in apply(_: [Event])
    case .deadlineMissed(let settlement, let endsProject):
      apply(settlement, at: event.at)
      if endsProject { end(at: event.at) }
    case .cancellationDeclined(let id): set(id, .declined)
    case .cancellationWithdrawn(let id): set(id, .withdrawn)
    case .cancellationSuperseded(let id): set(id, .superseded)
    case .cancellationOutOfScope(let id): set(id, .outOfScope)
    case .cancellationEscalated(let id, _): set(id, .escalated)
    case .cancellationWaiting(let id): set(id, .waitingForOpenOrders)
    case .cancellationSettled(let id, let settlement):
      set(id, .settled)
      apply(settlement, at: event.at)
      end(at: event.at)
    }
  }

  private mutating func end(at instant: Instant) {
    status = .cancelled
    endedAt = instant
  }

  private mutating func set(_ cancellationID: Int64, _ status: Cancellation.Status) {
    for index in cancellations.indices where cancellations[index].id == cancellationID {
      cancellations[index].status = status
    }
  }

  private mutating func apply(_ settlement: Settlement, at instant: Instant) {
    let settled = Set(settlement.lines.map(\.orderID))
    let cancelled = Set(settlement.cancelledOrderIDs)
    for index in orders.indices where settled.contains(orders[index].id) {
      orders[index].isSettled = true
      guard cancelled.contains(orders[index].id) else { continue }
      orders[index].status = .cancelled
      orders[index].cancelledAt = instant
    }
  }
}
