package import Policy

/// A Project with random facts: a function of its generator's seed and the identities alone.
package struct RandomProject: Sendable {
  package var project: Project
  /// `responded_at` of the Orders that have one, which the Policy has no use for.
  package var respondedAt: [Int64: Instant] = [:]

  package init(project: Project) {
    self.project = project
  }
}

extension RandomProject {
  /// Only facts that a database accepts which checks what can be checked: a status agrees with its
  /// instants, instants are in order, money is between 0 and the fee, one cancellation is live.
  package static func consistent(
    _ identities: Identities, using generator: inout SplitMix64
  ) -> RandomProject {
    var random = RandomProject(project: bare(identities, using: &generator))
    random.project.kind = generator.pick(
      .creator, .creator, .creator, .creator, .partner, .partner, .partner,
      .creatorContentAtScale)
    random.project.origin = generator.chance(92) ? .platform : .private
    if !generator.chance(90) {
      random.project.status = generator.pick(.completed, .cancelled)
    }
    for number in 0..<Int64(generator.below(7)) {
      random.addOrder(identities.firstOrder + number, using: &generator)
    }
    random.addCancellations(identities.firstCancellation, using: &generator)
    if random.project.orders.isEmpty, random.project.cancellations.isEmpty, generator.chance(50) {
      random.project.providerID = nil
    }
    return random
  }

  static func bare(_ identities: Identities, using generator: inout SplitMix64) -> Project {
    Project(
      id: identities.project, advertiserID: identities.advertiser,
      providerID: identities.provider, kind: .creator,
      currency: generator.pick("EUR", "USD", "JPY"),
      deadline: generator.chance(70) ? Grid.instant(using: &generator) : nil)
  }

  private mutating func addOrder(_ id: Int64, using generator: inout SplitMix64) {
    for _ in 0..<12 {
      let candidate = RandomOrder(id: id, of: project.kind, using: &generator)
      if candidate.endedUnapproved || isTooLate(candidate.order) { continue }
      project.orders.append(candidate.order)
      respondedAt[id] = candidate.respondedAt
      return
    }
  }

  /// First submissions at or after the deadline are refused.
  private func isTooLate(_ order: Order) -> Bool {
    guard project.kind == .creator, project.origin == .platform, let deadline = project.deadline,
      let content = order.contentSubmittedAt
    else { return false }
    return content >= deadline
  }

  private mutating func addCancellations(_ firstID: Int64, using generator: inout SplitMix64) {
    let random = RandomCancellation(of: project)
    var id = firstID
    while id < firstID + 3, generator.chance(25) {
      if generator.chance(20) {
        project.cancellations.append(random.escalated(id: id, using: &generator))
      } else if let refused = random.refused(id: id, using: &generator) {
        project.cancellations.append(refused)
      }
      id += 1
    }
    if generator.chance(80) {
      project.cancellations.append(random.live(id: id, using: &generator))
    }
  }
}
