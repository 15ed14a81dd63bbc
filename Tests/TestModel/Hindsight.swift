package import Policy

extension RandomProject {
  /// What was recorded about a consistent Project by an instant: Orders as they stood then,
  /// cancellations communicated and acceptances given by then.
  ///
  /// Disputes and refusals are left in: they count as soon as they are recorded, whatever their
  /// instants.
  package func known(at now: Instant) -> Project {
    var project = project
    project.orders = project.orders.map { known($0, at: now) }
    // What is out of scope is so as soon as it is seen, whatever its instant.
    if project.origin == .platform {
      project.cancellations.removeAll { $0.communicatedAt > now }
    }
    for index in project.cancellations.indices {
      func forget(_ fact: inout Instant?) {
        if let instant = fact, instant > now { fact = nil }
      }
      forget(&project.cancellations[index].requestIssuedAt)
      forget(&project.cancellations[index].advertiserAcceptedAt)
      forget(&project.cancellations[index].providerAcceptedAt)
    }
    return project
  }

  private func known(_ order: Order, at now: Instant) -> Order {
    var order = order
    func isKnown(_ fact: Instant?) -> Bool { fact.map { $0 <= now } ?? false }
    if order.status == .cancelled, isKnown(order.cancelledAt) { return order }
    order.cancelledAt = nil
    if isKnown(order.completedAt) { return order }
    order.completedAt = nil
    order.status = .approved
    if isKnown(order.approvedAt) { return order }
    order.approvedAt = nil
    order.approval = nil
    order.status = isRejected(order.id, at: now) ? .changesRequested : .inReview
    if isKnown(order.reviewRequestedAt) { return order }
    order.reviewRequestedAt = nil
    order.status = .changesRequested
    if isKnown(order.contentSubmittedAt) { return order }
    order.contentSubmittedAt = nil
    order.status = .agreed
    if !isKnown(order.deliveryStartedAt) { order.deliveryStartedAt = nil }
    if isKnown(order.agreedAt) { return order }
    order.agreedAt = nil
    order.status = .proposed
    return order
  }

  /// The content now under review was answered by then; an answer at the very instant of a
  /// resubmission may have come before it.
  private func isRejected(_ orderID: Int64, at now: Instant) -> Bool {
    guard let order = project.orders.first(where: { $0.id == orderID }),
      let answer = respondedAt[orderID], let requested = order.reviewRequestedAt
    else { return false }
    return answer <= now
      && (answer > requested || (answer == requested && order.status == .changesRequested))
  }
}
