import Policy
import TestCluster
import TestModel
import Testing

/// What needs the fake clock: one test turns it at a time.
@Suite(.serialized) enum ClockTests {}

extension ClockTests {
  /// The outcome is a function of the recorded facts alone: never of when or how often a worker ran.
  @Suite struct ScheduleTests {
    private static let count: Int64 = 350
    private static let before = Grid.start.adding(microseconds: -24 * Grid.hour)

    private static func randoms(_ first: Int64) -> [(RandomProject, SplitMix64)] {
      (first..<first + count).map { number in
        var generator = Seed.generator(number)
        let random = RandomProject.consistent(Identities(number: number), using: &generator)
        return (random, generator)
      }
    }

    @Test("Facts recorded as they happen: however often a worker runs, it comes to the same")
    func everySchedule() throws {
      let cluster = Ground.clocked.cluster
      cluster.turnClock(to: Self.before.microseconds)
      let scripts = Self.randoms(20_000).map { Script($0.0) }
      let starts = scripts.map(\.start)
      let once = try Course("once at the end", starts)
      let hourly = try Course("every few hours", starts)
      let random = try Course("at random", starts)
      let always = try Course("after every fact", starts)
      var generator = Seed.generator(-1)
      var last = Self.before
      let facts = Dictionary(grouping: scripts.flatMap(\.facts), by: \.at)
      for instant in Self.instants(facts.keys, using: &generator) {
        cluster.turnClock(to: instant.microseconds)
        for course in [once, hourly, random, always] { try course.record(facts[instant] ?? []) }
        if facts[instant] != nil { try always.pass() }
        if last.adding(microseconds: 3 * Grid.hour) <= instant {
          try hourly.pass()
          last = instant
        }
        if generator.chance(25) { try random.pass(batchSize: 1 + generator.below(100)) }
      }
      for course in [once, hourly, random, always] { try course.pass() }
      let expected = try once.ledger()
      for course in [hourly, random, always] {
        expectSame(try course.ledger(), expected, "\(course.name), \(Seed.note)")
      }
      #expect(expected.count > 2000)
      #expect(always.refused > 0)
    }

    /// When something is recorded, a few instants besides, and the end.
    private static func instants(
      _ recorded: some Sequence<Instant>, using generator: inout SplitMix64
    ) -> [Instant] {
      var instants = Set(recorded)
      for _ in 0..<20 {
        let spread = Int(4 * Order.reviewPeriod / 1_000_000)
        let seconds = Int64(generator.below(spread)) * 1_000_000
        let beside = Int64(generator.below(1_000_000))
        instants.insert(Grid.start.adding(microseconds: seconds + beside))
      }
      return instants.filter { $0 < Grid.end }.sorted() + [Grid.end]
    }

    @Test("Facts recorded in advance: each takes effect at its instant, whenever a worker comes")
    func inAdvance() throws {
      let cluster = Ground.clocked.cluster
      cluster.turnClock(to: Self.before.microseconds)
      let randoms = Self.randoms(30_000).compactMap { $0.0.beforeApprovals }
      let once = try Course("once at the end", randoms)
      let stepwise = try Course("step by step", randoms)
      var generator = Seed.generator(-2)
      for instant in Self.instants(randoms.flatMap(\.instants), using: &generator) {
        guard generator.chance(50) || instant == Grid.end else { continue }
        cluster.turnClock(to: instant.microseconds)
        try stepwise.pass(batchSize: 1 + generator.below(300))
      }
      try once.pass()
      expectSame(try stepwise.ledger(), try once.ledger(), Seed.note)
    }
  }
}

extension RandomProject {
  /// The Project without what only a worker can have written; nil where an Order went on after it.
  fileprivate var beforeApprovals: RandomProject? {
    var random = self
    for index in random.project.orders.indices
    where random.project.orders[index].approval == .deemed {
      guard random.project.orders[index].status == .approved else { return nil }
      random.project.orders[index].status = .inReview
      random.project.orders[index].approval = nil
      random.project.orders[index].approvedAt = nil
    }
    return random
  }

  /// When something happens in it.
  fileprivate var instants: [Instant] {
    let facts = project.orders.flatMap {
      [$0.reviewDue, $0.completedAt, $0.cancelledAt, $0.approvedAt, $0.contentSubmittedAt]
    }
    let wishes = project.cancellations.flatMap {
      [$0.communicatedAt, project.acceptance(of: $0), $0.dispute, $0.declinedAt, $0.withdrawnAt]
    }
    return (facts + wishes + [project.deadline]).compactMap { $0 }
  }
}

extension Cancellation {
  fileprivate var dispute: Instant? { disputeResolvedAt }
}
