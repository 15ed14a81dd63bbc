extension Project {
  /// When a cancellation was accepted, judged by the recorded instants alone; nil while it is not.
  ///
  /// Creator Projects: by both parties, the later time counts; alone, and at once, where no Order
  /// had been agreed when it was communicated. Partner Projects: by the receiving party, once the
  /// request was issued to it.
  package func acceptance(of cancellation: Cancellation) -> Instant? {
    let communicated = cancellation.communicatedAt
    switch kind {
    case .creator where canCancelAlone(cancellation):
      return communicated
    case .creator:
      guard let advertiser = cancellation.advertiserAcceptedAt,
        let provider = cancellation.providerAcceptedAt
      else { return nil }
      return max(communicated, advertiser, provider)
    case .partner:
      guard let issued = cancellation.requestIssuedAt,
        let accepted = cancellation.receivingParty.acceptedAt
      else { return nil }
      return max(communicated, issued, accepted)
    case .creatorContentAtScale:
      return nil
    }
  }

  /// No Order of the Creator Project had been agreed: either side may cancel without the other.
  package func canCancelAlone(_ cancellation: Cancellation) -> Bool {
    kind == .creator && !orders.contains { $0.wasAgreed(by: cancellation.communicatedAt) }
  }

  /// How and when a cancellation ended before it was accepted, and before its Project ended; nil if
  /// it did not.
  func refusal(of cancellation: Cancellation) -> (at: Instant, isWithdrawal: Bool)? {
    let accepted = acceptance(of: cancellation) ?? .distantFuture
    let ended = endedAt ?? .distantFuture
    func inTime(_ instant: Instant?) -> Instant? {
      instant.flatMap { $0 < accepted && $0 <= ended ? $0 : nil }
    }
    let declined = inTime(cancellation.declinedAt)
    let withdrawn = inTime(cancellation.withdrawnAt)
    switch (declined, withdrawn) {
    case (nil, nil): return nil
    case (let declined?, nil): return (declined, false)
    case (nil, let withdrawn?): return (withdrawn, true)
    case (let declined?, let withdrawn?): return (min(declined, withdrawn), withdrawn < declined)
    }
  }

  /// The first instant, from `start` on, at which no Order is open; nil while nobody knows when the
  /// last of them closes. Orders that start while others are still open are waited for as well.
  func noOpenOrder(from start: Instant) -> Instant? {
    var instant = start
    while true {
      var latest = instant
      for order in orders where order.isOpen(at: instant) {
        guard let closes = order.closesAt else { return nil }
        latest = max(latest, closes)
      }
      if latest == instant { return instant }
      instant = latest
    }
  }
}
