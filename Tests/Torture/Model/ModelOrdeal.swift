import Foundation
import Policy
import Postgres
import Store
import TestCluster
import TestModel
import Worker

/// Long random lives of Projects under a clock that is turned by hand, and what holds in them after
/// every step. Many lives go on side by side, a step of each at a time.
///
/// In every other market all is recorded when it happens and a worker comes after each step. In the
/// others things are recorded early and late, and workers come when they come. Laws judge them, not
/// the checker: these platforms also rewrite what is past, after the settlement that rested on it.
struct ModelOrdeal: Ordeal {
  static let name = "model"
  static let faults = [
    FaultKind("step", brief: 8192, full: 1_000_000),
    FaultKind("step refused by a guard", brief: 1000, full: 100_000),
    FaultKind("turn of the clock", brief: 30, full: 2000),
    FaultKind("pass", brief: 60, full: 4000),
  ]
  /// How many steps a life has, and how many lives there are at a time.
  private static let (length, lives) = (512, 64)

  func run(_ trial: inout Trial) throws {
    let cluster = try Cluster(fakeTime: true)
    defer { cluster.stop() }
    let start = ContinuousClock.now
    var now = Int64(Date().timeIntervalSince1970) * 1_000_000
    var isPrompt = false
    while trial.goesOn {
      let arena = try Arena(trial, on: cluster)
      defer { arena.close() }
      isPrompt.toggle()
      var generation = try Generation(
        arena, cluster, now, count: Self.lives, isPrompt: isPrompt, using: &trial.dice)
      let middle = isPrompt ? start + .seconds(20) : start + .seconds(40)
      for _ in 0..<Self.length {
        guard trial.isFull || .now < middle else { break }
        try generation.step(&trial)
        guard trial.violations.isEmpty else { return }
      }
      now = try generation.end(&trial)
      guard trial.violations.isEmpty else { return }
    }
  }
}

/// Lives that go on side by side in one market.
private struct Generation: ~Copyable {
  private let cluster: Cluster
  private let isPrompt: Bool
  private var now: Int64
  private var lives: [ModelLife]
  private var platform: Connection
  private var market: Market
  private var laws: ModelLaws
  private var rounds = 0

  init(
    _ arena: Arena, _ cluster: Cluster, _ start: Int64, count: Int, isPrompt: Bool,
    using dice: inout SplitMix64
  ) throws(PostgresError) {
    let platform = try arena.connection(.platform)
    let market = try Market(database: arena.conninfo(.worker), schema: "settled", role: .deciding)
    let laws = try ModelLaws(arena)
    self.cluster = cluster
    self.isPrompt = isPrompt
    now = start
    lives = (1...count).map { ModelLife(number: $0, seed: dice.next(), isPrompt: isPrompt) }
    self.platform = platform
    self.market = market
    self.laws = laws
    cluster.turnClock(to: now)
  }

  /// A step of each life; then, now and then, the clock is turned and workers come.
  mutating func step(_ trial: inout Trial) throws {
    if isPrompt {
      // No two things happen to a Project at the same instant, but for those that fall due.
      try turn(&trial)
      try work(&trial)
    }
    var touched: Set<Int64> = []
    for index in lives.indices {
      let action = lives[index].act(at: now)
      touched.insert(action.project)
      trial.count("step")
      do throws(PostgresError) {
        try platform.script(action.sql)
      } catch {
        guard error.sqlState?.hasPrefix("23") ?? false, error.constraint != nil else {
          trial.violation("the database answered \(error) to \(action.sql)")
          continue
        }
        trial.count("step refused by a guard")
      }
    }
    for sentence in try market.forgotten(touched.sorted()) { trial.violation(sentence) }
    if !isPrompt, trial.dice.chance(20) { try turn(&trial) }
    if isPrompt || trial.dice.chance(40) { try work(&trial) }
    rounds += 1
    for sentence in try laws.money() { trial.violation(sentence) }
    if rounds % 8 == 0 { for sentence in try laws.ends() { trial.violation(sentence) } }
  }

  /// Turns the clock by a little or a lot, often just to where something falls due, or just before.
  private mutating func turn(_ trial: inout Trial) throws {
    let hour: Int64 = 3_600_000_000
    let next = try market.outlook().nextDueAt?.microseconds
    switch trial.dice.below(6) {
    case 0: now += 1
    case 1 where isPrompt: now += Int64(trial.dice.below(1000)) + 1
    case 1: now += Int64(trial.dice.below(24) + 1) * hour
    case 2: now += Int64(trial.dice.below(15) + 1) * 24 * hour
    case 3: now = max(now + 1, (next ?? now) - 1)
    default: now = max(now + 1, next ?? now + hour)
    }
    cluster.turnClock(to: now)
    trial.count("turn of the clock")
  }

  /// A worker does all that is due; another one then finds nothing to do, and writes nothing.
  private mutating func work(_ trial: inout Trial) throws {
    let size = trial.dice.pick(1, 2, 7, 1000)
    let pass = Pass(batchSize: size, processingTime: 72 * 3_600_000_000, patience: 0)
    let first = try pass.run(in: &market)
    trial.count("pass")
    if first.busy > 0 { trial.violation("\(first.busy) Projects were busy, and nobody held them") }
    for sentence in try laws.rest() { trial.violation(sentence) }
    guard trial.dice.chance(50) else { return }
    let before = try laws.nextTransaction()
    let second = try pass.run(in: &market)
    trial.count("pass")
    let after = try laws.nextTransaction()
    if !second.isEmpty || after != before {
      trial.violation("a second pass did something: \(second.tally), \(after - before) writes")
    }
  }

  /// Lets everything fall due, and returns what time it is then.
  mutating func end(_ trial: inout Trial) throws -> Int64 {
    now += 2000 * 3_600_000_000
    cluster.turnClock(to: now)
    try work(&trial)
    for sentence in try laws.money() + laws.ends() { trial.violation(sentence) }
    return now
  }
}
