/// The wish of one side to cancel a Project, and what became of it.
package struct Cancellation: Equatable, Sendable {
  package enum Initiator: String, CaseIterable, Sendable {
    case advertiser
    case provider
    /// The worker's own: a missed deadline.
    case deadline
  }

  package enum Status: String, CaseIterable, Sendable {
    case open
    case waitingForOpenOrders = "waiting_for_open_orders"
    case settled
    case declined
    case withdrawn
    case superseded
    case escalated
    case outOfScope = "out_of_scope"
  }

  package let id: Int64
  package var initiatedBy: Initiator
  /// When it was made known; the stage at this instant decides a Creator Project's refund.
  package var communicatedAt: Instant
  /// Partner Projects: when, after review, the request went to the receiving party.
  package var requestIssuedAt: Instant?
  package var advertiserAcceptedAt: Instant?
  package var providerAcceptedAt: Instant?
  package var declinedAt: Instant?
  package var withdrawnAt: Instant?
  package var disputedAt: Instant?
  package var disputeResolvedAt: Instant?
  package var status: Status

  package init(
    id: Int64, initiatedBy: Initiator, communicatedAt: Instant, requestIssuedAt: Instant? = nil,
    advertiserAcceptedAt: Instant? = nil, providerAcceptedAt: Instant? = nil,
    declinedAt: Instant? = nil, withdrawnAt: Instant? = nil, disputedAt: Instant? = nil,
    disputeResolvedAt: Instant? = nil, status: Status = .open
  ) {
    self.id = id
    self.initiatedBy = initiatedBy
    self.communicatedAt = communicatedAt
    self.requestIssuedAt = requestIssuedAt
    self.advertiserAcceptedAt = advertiserAcceptedAt
    self.providerAcceptedAt = providerAcceptedAt
    self.declinedAt = declinedAt
    self.withdrawnAt = withdrawnAt
    self.disputedAt = disputedAt
    self.disputeResolvedAt = disputeResolvedAt
    self.status = status
  }
}

extension Cancellation {
  /// The worker has not yet come to an end with it.
  package var isPending: Bool {
    status == .open || status == .waitingForOpenOrders
  }

  /// While a dispute is open nothing is decided.
  package var isInDispute: Bool {
    disputedAt != nil && disputeResolvedAt == nil
  }

  /// The party that did not initiate, and when it accepted.
  package var receivingParty: (name: Initiator, acceptedAt: Instant?) {
    initiatedBy == .advertiser
      ? (.provider, providerAcceptedAt) : (.advertiser, advertiserAcceptedAt)
  }

  /// An instant, but never before a dispute about the cancellation was resolved.
  func afterDispute(_ instant: Instant) -> Instant {
    max(instant, disputeResolvedAt ?? .distantPast)
  }
}
