import Policy

/// One thing that the platform records at the instant at which it happens.
struct Fact {
  enum Kind: Equatable {
    case agree, startDelivery, submit, reject, resubmit
    case approve(Order.Approval)
    case complete, cancel
    case communicate(Cancellation.Initiator)
    case issue, acceptAsAdvertiser, acceptAsProvider, dispute, resolve, decline, withdraw
  }

  let at: Instant
  let projectID: Int64
  /// The Order or the cancellation.
  let id: Int64
  let kind: Kind
}

extension Fact {
  /// What the platform does then.
  var sql: String {
    switch kind {
    case .agree: order("status = 'agreed', agreed_at = '\(at)'")
    case .startDelivery: order("delivery_started_at = '\(at)'")
    case .submit:
      order("status = 'in_review', content_submitted_at = '\(at)', review_requested_at = '\(at)'")
    case .reject: order("status = 'changes_requested', responded_at = '\(at)'")
    case .resubmit: order("status = 'in_review', review_requested_at = '\(at)'")
    case .approve(let approval):
      order(
        "status = 'approved', approved_at = '\(at)', approval = '\(approval.rawValue)'"
          + (approval == .express ? ", responded_at = '\(at)'" : ""))
    case .complete: order("status = 'completed', completed_at = '\(at)'")
    case .cancel: order("status = 'cancelled', cancelled_at = '\(at)'")
    case .communicate(let initiator):
      "INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at)"
        + " VALUES (\(id), \(projectID), '\(initiator.rawValue)', '\(at)')"
    case .issue: cancellation("request_issued_at")
    case .acceptAsAdvertiser: cancellation("advertiser_accepted_at")
    case .acceptAsProvider: cancellation("provider_accepted_at")
    case .dispute: cancellation("disputed_at")
    case .resolve: cancellation("dispute_resolved_at")
    case .decline: cancellation("declined_at")
    case .withdraw: cancellation("withdrawn_at")
    }
  }

  private func order(_ changes: String) -> String {
    "UPDATE orders SET \(changes) WHERE order_id = \(id)"
  }

  private func cancellation(_ column: String) -> String {
    "UPDATE cancellations SET \(column) = '\(at)' WHERE cancellation_id = \(id)"
  }

  /// The same in the Policy's terms.
  func apply(to project: inout Project) {
    if case .communicate(let initiator) = kind {
      project.cancellations.append(
        Cancellation(id: id, initiatedBy: initiator, communicatedAt: at))
    }
    // Orders and cancellations may have the same number; each takes up what concerns it.
    for index in project.orders.indices where project.orders[index].id == id {
      apply(to: &project.orders[index])
    }
    for index in project.cancellations.indices where project.cancellations[index].id == id {
      apply(to: &project.cancellations[index])
    }
  }

  private func apply(to order: inout Order) {
    switch kind {
    case .agree: (order.status, order.agreedAt) = (.agreed, at)
    case .startDelivery: order.deliveryStartedAt = at
    case .submit:
      (order.status, order.contentSubmittedAt, order.reviewRequestedAt) = (.inReview, at, at)
    case .reject: order.status = .changesRequested
    case .resubmit: (order.status, order.reviewRequestedAt) = (.inReview, at)
    case .approve(let approval):
      (order.status, order.approvedAt, order.approval) = (.approved, at, approval)
    case .complete: (order.status, order.completedAt) = (.completed, at)
    case .cancel: (order.status, order.cancelledAt) = (.cancelled, at)
    default: break
    }
  }

  private func apply(to cancellation: inout Cancellation) {
    switch kind {
    case .issue: cancellation.requestIssuedAt = at
    case .acceptAsAdvertiser: cancellation.advertiserAcceptedAt = at
    case .acceptAsProvider: cancellation.providerAcceptedAt = at
    case .dispute: cancellation.disputedAt = at
    case .resolve: cancellation.disputeResolvedAt = at
    case .decline: cancellation.declinedAt = at
    case .withdraw: cancellation.withdrawnAt = at
    default: break
    }
  }
}
