/// Where a cancellation stands, and what it waits for if it is not at its end.
package enum Standing: Equatable, Sendable {
  /// It is at its end.
  case ended
  /// The policy does not speak about this Project at all.
  case outsideThePolicy
  /// A dispute about it is open.
  case inDispute(since: Instant)
  /// Partner Projects: the request has not gone to the receiving party yet.
  case awaitsIssue
  /// These have not accepted yet.
  case awaitsAcceptance(by: [Cancellation.Initiator])
  /// Accepted; these Orders are open.
  case awaitsOpenOrders([Int64])
  /// All is recorded; it comes to its end at this instant.
  case comes(at: Instant)
  /// Nothing is missing: the next pass of a worker brings it to its end.
  case due
}

extension Project {
  /// Where one of the Project's cancellations stands at an instant.
  package func standing(of cancellation: Cancellation, at now: Instant) -> Standing {
    guard cancellation.isPending else { return .ended }
    guard kind != .creatorContentAtScale else { return .outsideThePolicy }
    if origin == .private { return .due }
    if let since = cancellation.disputedAt, cancellation.isInDispute {
      return .inDispute(since: since)
    }
    if refusal(of: cancellation) != nil || status != .active { return .due }
    guard let accepted = acceptance(of: cancellation) else { return missing(cancellation) }
    let start = cancellation.afterDispute(accepted)
    guard kind == .partner else { return start <= now ? .due : .comes(at: start) }
    if let effect = noOpenOrder(from: start) { return effect <= now ? .due : .comes(at: effect) }
    let instant = max(start, now)
    return .awaitsOpenOrders(orders.filter { $0.isOpen(at: instant) }.map(\.id))
  }

  private func missing(_ cancellation: Cancellation) -> Standing {
    if kind == .partner {
      return cancellation.requestIssuedAt == nil
        ? .awaitsIssue : .awaitsAcceptance(by: [cancellation.receivingParty.name])
    }
    var parties: [Cancellation.Initiator] = []
    if cancellation.advertiserAcceptedAt == nil { parties.append(.advertiser) }
    if cancellation.providerAcceptedAt == nil { parties.append(.provider) }
    return .awaitsAcceptance(by: parties)
  }
}
