package import Policy

extension RandomProject {
  /// Facts of which nothing is sure: any status with any instants, in any order, and money that
  /// makes no sense. For what must hold whatever is recorded.
  package static func wild(
    _ identities: Identities, using generator: inout SplitMix64
  ) -> Project {
    var project = bare(identities, using: &generator)
    project.kind = generator.pick(
      .creator, .creator, .creator, .partner, .partner, .creatorContentAtScale)
    project.origin = generator.chance(92) ? .platform : .private
    project.status = generator.chance(85) ? .active : generator.pick(.completed, .cancelled)
    project.deadline = maybeInstant(60, using: &generator)
    project.orders = (0..<Int64(generator.below(5))).map {
      wildOrder(identities.firstOrder + $0, using: &generator)
    }
    project.cancellations = (0..<Int64(generator.below(4))).map {
      wildCancellation(identities.firstCancellation + $0, using: &generator)
    }
    return project
  }

  /// Any instant at all, the ends of time included.
  package static func wildInstant(using generator: inout SplitMix64) -> Instant {
    guard generator.chance(2) else { return Grid.instant(using: &generator) }
    return generator.pick(
      .distantPast, .distantPast.adding(microseconds: 1), Instant(microseconds: 0),
      .distantFuture.adding(microseconds: -1), .distantFuture)
  }

  private static func maybeInstant(
    _ percent: Int, using generator: inout SplitMix64
  ) -> Instant? {
    generator.chance(percent) ? wildInstant(using: &generator) : nil
  }

  private static func wildOrder(_ id: Int64, using generator: inout SplitMix64) -> Order {
    let (fee, paid) = RandomAmount.wild(using: &generator)
    var order = Order(id: id, feeMinor: fee, paidMinor: paid)
    order.manualReview = generator.chance(80)
    order.status = Order.Status.allCases[generator.below(Order.Status.allCases.count)]
    order.agreedAt = maybeInstant(70, using: &generator)
    order.deliveryStartedAt = maybeInstant(40, using: &generator)
    order.contentSubmittedAt = maybeInstant(45, using: &generator)
    order.reviewRequestedAt = maybeInstant(97, using: &generator)
    order.approvedAt = maybeInstant(20, using: &generator)
    order.approval = generator.chance(20) ? generator.pick(.express, .deemed, .platform) : nil
    order.completedAt = maybeInstant(30, using: &generator)
    order.cancelledAt = maybeInstant(50, using: &generator)
    order.isSettled = generator.chance(5)
    return order
  }

  private static func wildCancellation(
    _ id: Int64, using generator: inout SplitMix64
  ) -> Cancellation {
    let initiator: Cancellation.Initiator =
      generator.chance(3) ? .deadline : generator.pick(.advertiser, .provider)
    var cancellation = Cancellation(
      id: id, initiatedBy: initiator, communicatedAt: wildInstant(using: &generator))
    cancellation.requestIssuedAt = maybeInstant(80, using: &generator)
    cancellation.advertiserAcceptedAt = maybeInstant(75, using: &generator)
    cancellation.providerAcceptedAt = maybeInstant(75, using: &generator)
    cancellation.declinedAt = maybeInstant(15, using: &generator)
    cancellation.withdrawnAt = maybeInstant(15, using: &generator)
    cancellation.disputedAt = maybeInstant(20, using: &generator)
    cancellation.disputeResolvedAt = maybeInstant(15, using: &generator)
    let statuses = Cancellation.Status.allCases
    cancellation.status = generator.chance(45) ? .open : statuses[generator.below(statuses.count)]
    return cancellation
  }
}
