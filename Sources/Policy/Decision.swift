extension Project {
  /// What a turn decides, with every deemed approval up to it applied.
  func decide(_ turn: Turn) throws(Fault) -> Event.Outcome {
    guard let cancellation = turn.cancellation else {
      if turn.kind == .deadline { return try missDeadline(at: turn.at) }
      throw .severalLive(self)
    }
    switch turn.kind {
    case .outOfScope: return .cancellationOutOfScope(cancellationID: cancellation.id)
    case .refusal where refusal(of: cancellation)?.isWithdrawal == true:
      return .cancellationWithdrawn(cancellationID: cancellation.id)
    case .refusal: return .cancellationDeclined(cancellationID: cancellation.id)
    case .supersession: return .cancellationSuperseded(cancellationID: cancellation.id)
    case .waiting: return .cancellationWaiting(cancellationID: cancellation.id)
    case .effect where kind == .partner:
      return try settlePartner(cancellation, effectiveAt: turn.at)
    case .effect: return try settleCreator(cancellation, effectiveAt: turn.at)
    case .deadline, .severalLive: throw .severalLive(self)
    }
  }

  private func missDeadline(at deadline: Instant) throws(Fault) -> Event.Outcome {
    let missed = orders.filter { $0.missed(deadline) }
    for order in missed where order.approvedAt != nil || order.completedAt != nil {
      throw .endedWithoutContent(order, deadline: deadline)
    }
    let settlement = try Settlement(missed.map { ($0, .missedDeadline) }, of: .project, id)
    let endsProject = orders.allSatisfy { $0.missed(deadline) || $0.wasCancelled(by: deadline) }
    return .deadlineMissed(settlement, endsProject: endsProject)
  }

  private func settleCreator(
    _ cancellation: Cancellation, effectiveAt: Instant
  ) throws(Fault) -> Event.Outcome {
    var judged: [(Order, Rule)] = []
    var undecided: [Int64] = []
    for order in orders where !order.wasCancelled(by: effectiveAt) {
      let stage = order.stage(at: cancellation.communicatedAt)
      if let rule = stage.rule(initiatedBy: cancellation.initiatedBy) {
        judged.append((order, rule))
      } else {
        undecided.append(order.id)
      }
    }
    guard undecided.isEmpty else {
      return .cancellationEscalated(cancellationID: cancellation.id, orderIDs: undecided)
    }
    return .cancellationSettled(
      cancellationID: cancellation.id,
      try Settlement(judged, of: .cancellation, cancellation.id))
  }

  private func settlePartner(
    _ cancellation: Cancellation, effectiveAt: Instant
  ) throws(Fault) -> Event.Outcome {
    let concerned = orders.filter { !$0.wasCancelled(by: effectiveAt) }
    let someDelivered = concerned.contains { $0.wasCompleted(by: effectiveAt) }
    var judged: [(Order, Rule)] = []
    for order in concerned {
      if order.wasCompleted(by: effectiveAt) {
        judged.append((order, .delivered))
        continue
      }
      if order.completedAt != nil {
        throw .deliveredAfterEffect(order, effectiveAt: effectiveAt)
      }
      if order.deliveryStartedAt == nil,
        order.contentSubmittedAt != nil || order.approvedAt != nil
      {
        throw .contentWithoutDelivery(order)
      }
      judged.append((order, someDelivered ? .outstandingBalance : .notStarted))
    }
    return .cancellationSettled(
      cancellationID: cancellation.id,
      try Settlement(judged, of: .cancellation, cancellation.id))
  }
}
