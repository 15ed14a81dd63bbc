import Policy

/// What a platform may still record that knows what has ended in its Project.
///
/// Facts about something that has ended stay in a script where they can't matter: whether the
/// database refuses them depends on whether a worker has been there, but the outcome must not.
struct Permission {
  private let project: Project

  init(of project: Project) {
    self.project = project
  }

  func allows(_ fact: Fact) -> Bool {
    switch fact.kind {
    case .agree, .startDelivery, .reject, .resubmit, .issue, .acceptAsAdvertiser,
      .acceptAsProvider:
      return isThere(fact)
    case .submit:
      return project.kind != .partner || order(fact)?.deliveryStartedAt != nil || isOngoing(fact)
    case .approve:
      return isOngoing(fact)
    case .complete, .cancel:
      return isOngoing(fact) && order(fact)?.approval != .deemed
    case .communicate:
      return project.cancellations.allSatisfy { $0.declinedAt != nil || $0.withdrawnAt != nil }
    case .dispute:
      return cancellation(fact)?.status == .open
    case .decline, .withdraw:
      return cancellation(fact)?.isPending ?? false
    case .resolve:
      return cancellation(fact).map { $0.isPending && $0.disputedAt != nil } ?? false
    }
  }

  func concernsSomethingAlive(_ fact: Fact) -> Bool {
    if case .communicate = fact.kind { return true }
    return isOngoing(fact) || cancellation(fact)?.isPending ?? false
  }

  private func isThere(_ fact: Fact) -> Bool {
    order(fact) != nil || cancellation(fact) != nil
  }

  private func isOngoing(_ fact: Fact) -> Bool {
    guard let order = order(fact) else { return false }
    return order.status != .cancelled && order.status != .completed && !order.isSettled
  }

  private func order(_ fact: Fact) -> Order? {
    guard !isAboutCancellation(fact) else { return nil }
    return project.orders.first { $0.id == fact.id }
  }

  private func cancellation(_ fact: Fact) -> Cancellation? {
    guard isAboutCancellation(fact) else { return nil }
    return project.cancellations.first { $0.id == fact.id }
  }

  private func isAboutCancellation(_ fact: Fact) -> Bool {
    switch fact.kind {
    case .agree, .startDelivery, .submit, .reject, .resubmit, .approve, .complete, .cancel: false
    default: true
    }
  }
}
