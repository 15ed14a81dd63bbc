package import Policy

extension RandomProject {
  /// The same Project, all its instants so many microseconds later.
  package func shifted(by duration: Int64) -> RandomProject {
    var random = self
    func shift(_ instant: inout Instant?) {
      instant = instant?.adding(microseconds: duration)
    }
    shift(&random.project.deadline)
    for index in random.project.orders.indices {
      shift(&random.project.orders[index].agreedAt)
      shift(&random.project.orders[index].deliveryStartedAt)
      shift(&random.project.orders[index].contentSubmittedAt)
      shift(&random.project.orders[index].reviewRequestedAt)
      shift(&random.project.orders[index].approvedAt)
      shift(&random.project.orders[index].completedAt)
      shift(&random.project.orders[index].cancelledAt)
    }
    for index in random.project.cancellations.indices {
      random.project.cancellations[index].communicatedAt =
        random.project.cancellations[index].communicatedAt.adding(microseconds: duration)
      shift(&random.project.cancellations[index].requestIssuedAt)
      shift(&random.project.cancellations[index].advertiserAcceptedAt)
      shift(&random.project.cancellations[index].providerAcceptedAt)
      shift(&random.project.cancellations[index].declinedAt)
      shift(&random.project.cancellations[index].withdrawnAt)
      shift(&random.project.cancellations[index].disputedAt)
      shift(&random.project.cancellations[index].disputeResolvedAt)
    }
    random.respondedAt = random.respondedAt.mapValues { $0.adding(microseconds: duration) }
    return random
  }

  /// The same Project with an instant of the grid moved to `now`: half an hour from everything on
  /// it, and after whatever nobody can have recorded in advance.
  package func amid(_ now: Instant, using generator: inout SplitMix64) -> RandomProject {
    let fortnight = Int64(generator.below(3)) * Order.reviewPeriod
    let hours = Int64(generator.below(6)) * Grid.hour
    var middle = Grid.start.adding(microseconds: fortnight + hours + Grid.hour / 2)
    for order in project.orders {
      guard order.approval == .deemed, let at = order.approvedAt else { continue }
      middle = max(middle, at.adding(microseconds: Grid.hour / 2))
    }
    return shifted(by: now.microseconds - middle.microseconds)
  }
}
