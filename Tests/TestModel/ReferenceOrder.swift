import Policy

/// An Order on the reference model's clock.
struct ReferenceOrder {
  enum Stage {
    case loose, promised, delivered, finished
  }

  let facts: Order
  var end: Outcome.OrderEnd
  private var isSettled: Bool
  /// Two weeks, in hours, minutes, seconds and microseconds.
  private static let fortnight: Int64 = 336 * 60 * 60 * 1_000_000

  init(facts: Order) {
    self.facts = facts
    isSettled = facts.isSettled
    end = Outcome.OrderEnd(
      status: facts.status, approvedAt: facts.approvedAt, approval: facts.approval,
      cancelledAt: facts.cancelledAt)
  }

  var instants: [Instant] {
    let recorded = [
      facts.agreedAt, facts.deliveryStartedAt, facts.contentSubmittedAt, facts.reviewRequestedAt,
      facts.approvedAt, facts.completedAt, facts.cancelledAt, silenceEnds,
    ]
    return recorded.compactMap { $0 }
  }

  private var silenceEnds: Instant? {
    facts.reviewRequestedAt?.adding(microseconds: Self.fortnight)
  }

  func has(_ fact: Instant?, at tick: Instant) -> Bool {
    fact.map { $0 <= tick } ?? false
  }

  /// Nobody answered for two weeks.
  mutating func approveSilently(at tick: Instant) {
    guard end.status == .inReview, facts.manualReview, let silenceEnds, silenceEnds <= tick else {
      return
    }
    end.status = .approved
    end.approval = .deemed
    end.approvedAt = silenceEnds
  }

  func stage(at tick: Instant) -> Stage {
    if has(facts.completedAt, at: tick) || has(end.approvedAt, at: tick) { return .finished }
    if has(facts.contentSubmittedAt, at: tick) { return .delivered }
    return has(facts.agreedAt, at: tick) ? .promised : .loose
  }

  /// It has a settlement line, or was cancelled by then.
  func isGone(at tick: Instant) -> Bool {
    isSettled || (facts.status == .cancelled && has(facts.cancelledAt, at: tick))
  }

  func isOpen(at tick: Instant) -> Bool {
    has(facts.deliveryStartedAt, at: tick) && !has(facts.completedAt, at: tick)
      && !isGone(at: tick)
  }

  /// Promised for the deadline, and nothing came in for it.
  func isLate(for deadline: Instant) -> Bool {
    let wasPromised = (facts.agreedAt ?? facts.completedAt).map { $0 < deadline } ?? false
    let cameInTime = [facts.contentSubmittedAt, facts.completedAt].contains { fact in
      fact.map { $0 < deadline } ?? false
    }
    return wasPromised && !cameInTime && !isGone(at: deadline)
  }

  var isEndedForGood: Bool {
    facts.completedAt != nil || facts.approvedAt != nil
  }

  /// Its line is written; it ends here unless it had ended before, or was approved.
  mutating func cancel(at tick: Instant) {
    isSettled = true
    switch end.status {
    case .approved, .completed, .cancelled: return
    case .proposed, .agreed, .inReview, .changesRequested:
      end.status = .cancelled
      end.cancelledAt = tick
    }
  }

  /// Exact shares without a wider integer: by quotient and remainder.
  func refund(under rule: String) -> Int64 {
    let paid = facts.paidMinor
    switch rule {
    case "creator.approved", "partner.delivered": return 0
    case "creator.before_submission.advertiser":
      let (tens, rest) = paid.quotientAndRemainder(dividingBy: 10)
      return tens * 9 + (rest * 9 + 5) / 10
    case "creator.after_submission":
      let (halves, odd) = facts.feeMinor.quotientAndRemainder(dividingBy: 2)
      return Swift.min(halves + odd, paid)
    default: return paid
    }
  }
}
