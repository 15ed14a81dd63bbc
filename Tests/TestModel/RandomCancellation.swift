import Policy

/// Cancellations that a careful database accepts, each fact no earlier than the communication.
struct RandomCancellation {
  private let kind: Project.Kind
  private let orders: [Order]
  /// What a cancellation may coincide with, to the microsecond: review due, the deadline.
  private let anchors: [Instant]

  init(of project: Project) {
    kind = project.kind
    orders = project.orders
    anchors = (orders.map(\.reviewDue) + [project.deadline]).compactMap { $0 }
  }

  /// The Project's live one, whether or not its instants have come.
  func live(id: Int64, using generator: inout SplitMix64) -> Cancellation {
    var cancellation = communicated(id: id, using: &generator)
    if kind == .partner {
      acceptAsPartner(&cancellation, using: &generator)
    } else {
      acceptAsCreator(&cancellation, using: &generator)
    }
    disputeSometimes(&cancellation, using: &generator)
    return cancellation
  }

  /// One that was declined or withdrawn, seen by a worker or not; nil where it was accepted at once.
  func refused(id: Int64, using generator: inout SplitMix64) -> Cancellation? {
    var cancellation = live(id: id, using: &generator)
    if kind != .partner, standsAlone(cancellation) { return nil }
    switch cancellation.initiatedBy {
    case .advertiser: cancellation.providerAcceptedAt = nil
    case .provider, .deadline: cancellation.advertiserAcceptedAt = nil
    }
    cancellation.status = .open
    let at = instant(from: cancellation.communicatedAt, using: &generator)
    let isSeen = generator.chance(30) && !cancellation.isInDispute
    if generator.chance(50) {
      cancellation.declinedAt = at
      if isSeen { cancellation.status = .declined }
    } else {
      cancellation.withdrawnAt = at
      if isSeen { cancellation.status = .withdrawn }
    }
    return cancellation
  }

  /// One that waits for a person's decision.
  func escalated(id: Int64, using generator: inout SplitMix64) -> Cancellation {
    var cancellation = live(id: id, using: &generator)
    cancellation.initiatedBy = .provider
    cancellation.status = .escalated
    return cancellation
  }

  private func communicated(id: Int64, using generator: inout SplitMix64) -> Cancellation {
    let at = instant(from: .distantPast, using: &generator)
    return Cancellation(
      id: id, initiatedBy: generator.pick(.advertiser, .provider), communicatedAt: at)
  }

  private func instant(from earliest: Instant, using generator: inout SplitMix64) -> Instant {
    if !anchors.isEmpty, generator.chance(20) {
      let beside: Int64 = generator.chance(70) ? 0 : generator.pick(-1, 1)
      let anchor = anchors[generator.below(anchors.count)].adding(microseconds: beside)
      if anchor >= earliest { return anchor }
    }
    return Grid.instant(from: earliest, using: &generator)
  }

  private func standsAlone(_ cancellation: Cancellation) -> Bool {
    let agreed = orders.compactMap { $0.agreedAt ?? $0.completedAt }
    return agreed.allSatisfy { cancellation.communicatedAt < $0 }
  }

  private func acceptAsCreator(
    _ cancellation: inout Cancellation, using generator: inout SplitMix64
  ) {
    let communicated = cancellation.communicatedAt
    if generator.chance(85) {
      cancellation.advertiserAcceptedAt = instant(from: communicated, using: &generator)
    }
    if generator.chance(85) {
      cancellation.providerAcceptedAt = instant(from: communicated, using: &generator)
    }
  }

  private func acceptAsPartner(
    _ cancellation: inout Cancellation, using generator: inout SplitMix64
  ) {
    let communicated = cancellation.communicatedAt
    guard generator.chance(90) else { return }
    let issued = instant(from: communicated, using: &generator)
    cancellation.requestIssuedAt = issued
    guard generator.chance(85) else { return }
    let accepted = instant(from: issued, using: &generator)
    switch cancellation.initiatedBy {
    case .advertiser: cancellation.providerAcceptedAt = accepted
    case .provider, .deadline: cancellation.advertiserAcceptedAt = accepted
    }
    if generator.chance(10) { cancellation.status = .waitingForOpenOrders }
  }

  private func disputeSometimes(
    _ cancellation: inout Cancellation, using generator: inout SplitMix64
  ) {
    guard generator.chance(20) else { return }
    let disputed = instant(from: cancellation.communicatedAt, using: &generator)
    cancellation.disputedAt = disputed
    guard generator.chance(65) else { return }
    cancellation.disputeResolvedAt = instant(from: disputed, using: &generator)
  }
}
