import Policy
import TestModel
import Testing

/// The random Projects are worth something: they reach everything, and the consistent ones are.
@Suite struct RandomProjectTests {
  private static let numbers: Range<Int64> = 0..<10_000

  private static func consistent(_ number: Int64) -> RandomProject {
    var generator = Seed.generator(number)
    return RandomProject.consistent(Identities(number: number), using: &generator)
  }

  @Test("The same seed gives the same Projects, another seed others")
  func seeds() {
    #expect(Self.consistent(7).project == Self.consistent(7).project)
    #expect(Self.consistent(7).project.orders != Self.consistent(8).project.orders)
  }

  @Test("Every outcome, every rule and every fault that consistent facts allow is reached")
  func reach() {
    var reached: [String: Int] = [:]
    for number in Self.numbers {
      let advance = Self.consistent(number).project.advance(to: Grid.end)
      for event in advance.events {
        reached[event.name.prefix { !$0.isNumber }.description, default: 0] += 1
      }
      for rule in advance.rules { reached[rule.rawValue, default: 0] += 1 }
      if let fault = advance.fault { reached[fault.code, default: 0] += 1 }
    }
    let expected =
      Rule.allCases.map(\.rawValue) + [
        "approved ", "deadline", "deadline, the end", "declined ", "withdrawn ", "superseded ",
        "out of scope ", "escalated ", "waiting ", "settled ", "sum_out_of_range",
        "ended_without_content", "content_without_delivery", "delivered_after_effect",
      ]
    for name in expected { #expect(reached[name, default: 0] >= 10, "\(name)") }
    #expect(reached.count == expected.count)
  }

  @Test("Wild Projects reach every fault")
  func wildReach() {
    var codes: Set<String> = []
    for number in Self.numbers {
      var generator = Seed.generator(number)
      let project = RandomProject.wild(Identities(number: number), using: &generator)
      if let fault = project.advance(to: .distantFuture).fault { codes.insert(fault.code) }
    }
    #expect(codes.count == 7)
  }

  @Test("Equal instants are common")
  func coincidences() {
    var atDeadline = 0
    var atReviewDue = 0
    for number in Self.numbers {
      let project = Self.consistent(number).project
      let accepted = Set(project.cancellations.compactMap(project.acceptance))
      if let deadline = project.deadline, accepted.contains(deadline) { atDeadline += 1 }
      if !accepted.isDisjoint(with: project.orders.compactMap(\.reviewDue)) { atReviewDue += 1 }
    }
    #expect(atDeadline >= 100)
    #expect(atReviewDue >= 100)
  }

  @Test("Consistent Orders: the status agrees with its instants, and these are in order")
  func consistentOrders() {
    for number in Self.numbers {
      let random = Self.consistent(number)
      for order in random.project.orders {
        let answered = random.respondedAt[order.id]
        if !isConsistent(order, answered) || !isInTime(order, random.project) {
          Issue.record("\(Seed.note(number)): \(order), answered \(String(describing: answered))")
          return
        }
      }
    }
  }

  @Test("Consistent cancellations: nothing before the communication, one live at most")
  func consistentCancellations() {
    for number in Self.numbers {
      let project = Self.consistent(number).project
      let live = project.cancellations.filter {
        $0.isPending && $0.declinedAt == nil && $0.withdrawnAt == nil
      }
      if live.count > 1 || !project.cancellations.allSatisfy({ isConsistent($0, in: project) }) {
        Issue.record("\(Seed.note(number)): \(project)")
        return
      }
    }
  }

  private func isConsistent(_ order: Order, _ answered: Instant?) -> Bool {
    let life = [
      order.agreedAt, order.deliveryStartedAt, order.contentSubmittedAt, order.reviewRequestedAt,
      order.approvedAt, order.completedAt, order.cancelledAt,
    ].compactMap { $0 }
    guard zip(life, life.dropFirst()).allSatisfy({ $0 <= $1 }) else { return false }
    guard order.contentSubmittedAt == nil || order.agreedAt != nil else { return false }
    guard 0...order.feeMinor ~= order.paidMinor else { return false }
    let due = order.reviewRequestedAt?.adding(microseconds: Order.reviewPeriod)
    switch order.approval {
    case .express: guard let answered, answered == order.approvedAt else { return false }
    case .deemed: guard order.approvedAt == due else { return false }
    case .platform: guard !order.manualReview else { return false }
    case nil: guard order.approvedAt == nil else { return false }
    }
    if let answered, let due, answered >= due { return false }
    return switch order.status {
    case .proposed: order.agreedAt == nil
    case .agreed: order.agreedAt != nil && order.contentSubmittedAt == nil
    case .inReview: order.reviewRequestedAt != nil
    case .changesRequested: order.reviewRequestedAt != nil && answered != nil
    case .approved: order.approvedAt != nil && order.contentSubmittedAt != nil
    case .completed: order.completedAt != nil
    case .cancelled: order.cancelledAt != nil
    }
  }

  private func isInTime(_ order: Order, _ project: Project) -> Bool {
    guard project.kind == .creator, project.origin == .platform, let deadline = project.deadline,
      let content = order.contentSubmittedAt
    else { return true }
    return content < deadline
  }

  private func isConsistent(_ cancellation: Cancellation, in project: Project) -> Bool {
    let others = [
      cancellation.requestIssuedAt, cancellation.advertiserAcceptedAt,
      cancellation.providerAcceptedAt, cancellation.declinedAt, cancellation.withdrawnAt,
      cancellation.disputedAt, cancellation.disputeResolvedAt,
    ].compactMap { $0 }
    let accepted = project.acceptance(of: cancellation) ?? .distantFuture
    let refused = [cancellation.declinedAt, cancellation.withdrawnAt].compactMap { $0 }
    let resolved = cancellation.disputeResolvedAt ?? .distantFuture
    return others.allSatisfy { $0 >= cancellation.communicatedAt }
      && refused.allSatisfy { $0 < accepted }
      && (cancellation.disputedAt ?? .distantPast) <= resolved
  }
}
