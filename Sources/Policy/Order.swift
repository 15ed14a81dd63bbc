/// One Order of a Project: its fee, what was paid of it, and the instants of its life.
package struct Order: Equatable, Sendable {
  package enum Status: String, CaseIterable, Sendable {
    case proposed
    case agreed
    case inReview = "in_review"
    case changesRequested = "changes_requested"
    case approved
    case completed
    case cancelled
  }

  /// How an Order came to its final approval.
  package enum Approval: String, CaseIterable, Sendable {
    /// The advertiser said so.
    case express
    /// Nobody answered for 14 days.
    case deemed
    /// There is no manual review.
    case platform
  }

  /// How long the advertiser has to answer: 14 × 24 hours, in microseconds.
  package static let reviewPeriod: Int64 = 14 * 24 * 3600 * 1_000_000

  package let id: Int64
  /// The total fee in minor units.
  package var feeMinor: Int64
  /// What was paid of the fee so far, in minor units.
  package var paidMinor: Int64
  package var manualReview: Bool
  package var status: Status
  package var agreedAt: Instant?
  /// Partner Projects: when the first creator accepted the invitation.
  package var deliveryStartedAt: Instant?
  package var contentSubmittedAt: Instant?
  /// When the content now under review was submitted.
  package var reviewRequestedAt: Instant?
  /// The advertiser's last express answer. It decides nothing by itself: the status says what the
  /// answer was, and the database refuses one that is not in time.
  package var respondedAt: Instant?
  package var approvedAt: Instant?
  package var approval: Approval?
  package var completedAt: Instant?
  package var cancelledAt: Instant?
  /// It has a settlement line: an Order is settled at most once, ever.
  package var isSettled: Bool

  package init(
    id: Int64, feeMinor: Int64, paidMinor: Int64, manualReview: Bool = true,
    status: Status = .proposed, agreedAt: Instant? = nil, deliveryStartedAt: Instant? = nil,
    contentSubmittedAt: Instant? = nil, reviewRequestedAt: Instant? = nil,
    respondedAt: Instant? = nil, approvedAt: Instant? = nil, approval: Approval? = nil,
    completedAt: Instant? = nil,
    cancelledAt: Instant? = nil, isSettled: Bool = false
  ) {
    self.id = id
    self.feeMinor = feeMinor
    self.paidMinor = paidMinor
    self.manualReview = manualReview
    self.status = status
    self.agreedAt = agreedAt
    self.deliveryStartedAt = deliveryStartedAt
    self.contentSubmittedAt = contentSubmittedAt
    self.reviewRequestedAt = reviewRequestedAt
    self.respondedAt = respondedAt
    self.approvedAt = approvedAt
    self.approval = approval
    self.completedAt = completedAt
    self.cancelledAt = cancelledAt
    self.isSettled = isSettled
  }
}

extension Order {
  /// When silence becomes approval; nil for an Order that is not under manual review.
  package var reviewDue: Instant? {
    guard status == .inReview, manualReview else { return nil }
    return reviewRequestedAt?.adding(microseconds: Self.reviewPeriod)
  }

  /// It had been agreed by then. A completed Order was agreed, whether or not that was recorded.
  func wasAgreed(by instant: Instant) -> Bool {
    Self.happened(agreedAt ?? contentSubmittedAt ?? completedAt, by: instant)
  }

  func hadContent(by instant: Instant) -> Bool {
    Self.happened(contentSubmittedAt, by: instant)
  }

  /// It was finally approved, or completed, by then.
  func wasApproved(by instant: Instant) -> Bool {
    Self.happened(approvedAt, by: instant) || wasCompleted(by: instant)
  }

  func wasCompleted(by instant: Instant) -> Bool {
    Self.happened(completedAt, by: instant)
  }

  /// It was over before anything at this instant could concern it. An Order cancelled later, while
  /// no worker ran, is still owed what had become due by then.
  func wasCancelled(by instant: Instant) -> Bool {
    isSettled || (status == .cancelled && (cancelledAt ?? .distantPast) <= instant)
  }

  /// An Open Order: delivery has started and it is neither complete nor cancelled.
  package func isOpen(at instant: Instant) -> Bool {
    Self.happened(deliveryStartedAt, by: instant) && !wasCompleted(by: instant)
      && !wasCancelled(by: instant)
  }

  /// When it stops, or stopped, being open; nil while nobody knows.
  var closesAt: Instant? {
    [completedAt, status == .cancelled ? cancelledAt : nil].compactMap { $0 }.min()
  }

  private static func happened(_ event: Instant?, by instant: Instant) -> Bool {
    guard let event else { return false }
    return event <= instant
  }
}
