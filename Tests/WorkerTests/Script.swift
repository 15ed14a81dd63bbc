import Policy
import TestModel

/// A random Project as it comes about: how it starts, and what is recorded of it, fact by fact, each
/// at its own instant.
///
/// The platform of a script knows what has ended: it records nothing that would end an Order or a
/// cancellation otherwise after that.
struct Script {
  /// Active, its Orders proposed, no cancellation.
  private(set) var start: RandomProject
  /// In the order of their instants.
  private(set) var facts: [Fact] = []
  /// The Project with all its facts, as if no worker had ever run.
  private(set) var recorded: Project

  init(_ random: RandomProject) {
    var project = random.project
    project.status = .active
    project.orders = project.orders.map {
      Order(
        id: $0.id, feeMinor: $0.feeMinor, paidMinor: $0.paidMinor, manualReview: $0.manualReview)
    }
    project.cancellations = []
    start = random
    start.project = project
    start.respondedAt = [:]
    recorded = project
    var wishes: [Fact] = []
    for order in random.project.orders {
      wishes += Self.life(of: order, random.respondedAt[order.id], project.id)
    }
    for cancellation in random.project.cancellations.sorted(by: \.communicatedAt) {
      wishes += Self.life(of: cancellation, project.id)
    }
    play(wishes.sorted(by: \.at))
  }

  /// Keeps the facts that somebody may still record when their instants come.
  private mutating func play(_ wishes: [Fact]) {
    var state = start.project
    for fact in wishes {
      let advance = state.advance(to: fact.at.adding(microseconds: -1))
      // What can't be judged is for a person to sort out: the story ends here.
      if advance.fault != nil { return }
      state = state.applying(advance.events)
      guard Permission(of: state).allows(fact) else { continue }
      facts.append(fact)
      fact.apply(to: &recorded)
      if Permission(of: state).concernsSomethingAlive(fact) { fact.apply(to: &state) }
    }
  }

  private static func life(of order: Order, _ responded: Instant?, _ projectID: Int64) -> [Fact] {
    var facts: [Fact] = []
    func add(_ kind: Fact.Kind, _ at: Instant?) {
      guard let at else { return }
      facts.append(Fact(at: at, projectID: projectID, id: order.id, kind: kind))
    }
    add(.agree, order.agreedAt)
    add(.startDelivery, order.deliveryStartedAt)
    add(.submit, order.contentSubmittedAt)
    if let requested = order.reviewRequestedAt, let submitted = order.contentSubmittedAt,
      requested > submitted
    {
      // Only the last answer is on record; the first came as soon as it could.
      add(.reject, responded.flatMap { $0 < requested ? $0 : nil } ?? submitted)
      add(.resubmit, requested)
    }
    if let responded, order.approval != .express, let requested = order.reviewRequestedAt,
      responded > requested
    {
      add(.reject, responded)
    }
    if let approval = order.approval, approval != .deemed {
      add(.approve(approval), order.approvedAt)
    }
    add(.complete, order.completedAt)
    if order.status == .cancelled { add(.cancel, order.cancelledAt) }
    return facts
  }

  private static func life(of cancellation: Cancellation, _ projectID: Int64) -> [Fact] {
    let life: [(Fact.Kind, Instant?)] = [
      (.communicate(cancellation.initiatedBy), cancellation.communicatedAt),
      (.issue, cancellation.requestIssuedAt),
      (.acceptAsAdvertiser, cancellation.advertiserAcceptedAt),
      (.acceptAsProvider, cancellation.providerAcceptedAt),
      (.dispute, cancellation.disputedAt), (.resolve, cancellation.disputeResolvedAt),
      (.decline, cancellation.declinedAt), (.withdraw, cancellation.withdrawnAt),
    ]
    return life.compactMap { kind, at in
      at.map { Fact(at: $0, projectID: projectID, id: cancellation.id, kind: kind) }
    }
  }
}

extension Sequence {
  /// Stable, so that what happens at one instant keeps its order.
  func sorted(by key: (Element) -> Instant) -> [Element] {
    enumerated().sorted { (key($0.element), $0.offset) < (key($1.element), $1.offset) }
      .map(\.element)
  }
}
