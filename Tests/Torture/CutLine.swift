import Foundation
import TestCluster
import TestModel

/// The connection is cut at every message that goes either way, and within some.
struct CutLine: Ordeal {
  static let name = "cut"
  static let faults = [
    FaultKind(ofWorker, brief: 25, full: 400), FaultKind(ofServer, brief: 25, full: 400),
    FaultKind(within, brief: 10, full: 200), FaultKind(places, brief: 40, full: 160),
    FaultKind(committed, brief: 3, full: 25), FaultKind(aborted, brief: 3, full: 25),
  ]

  private static let ofWorker = "cut before a message of the worker"
  private static let ofServer = "cut before a message of the server"
  private static let within = "cut within a message, at random"
  private static let places = "different places of a session cut at"
  private static let committed = "COMMIT without an answer: committed"
  private static let aborted = "COMMIT without an answer: not committed"

  func run(_ trial: inout Trial) throws {
    let arena = try Arena(trial)
    defer { arena.close() }
    let scissors = try Scissors(arena)
    let wire = try Wire(to: arena.cluster.socketDirectory) { scissors.judge($0) }
    defer { wire.close() }
    try arena.loadSampler()
    guard try arena.workman("--once", through: wire.socketDirectory).end() == 65 else {
      throw Overdue("the first worker came to no end")
    }
    // Beside those that are started for each cut, one that has to outlive them all.
    let service = try arena.workman("--batch-size", "5", through: wire.socketDirectory)
    var visits: [Scissors.Place: Int] = [:]
    while trial.goesOn {
      if try arena.due() < 20 { try arena.load(20, using: &trial.dice) }
      let plan = Self.plan(&trial, scissors.places, visits)
      scissors.follow(plan)
      guard let cut = try provoke(scissors, wire, arena, &trial) else {
        if let place = plan.place { visits[place, default: 0] += 1 }
        continue
      }
      if visits.updateValue(visits[cut.place, default: 0] + 1, forKey: cut.place) == nil {
        trial.count(Self.places)
      }
      try count(cut, plan, scissors, &trial)
      if service.hasEnded { throw Overdue("the service ended: \(service.complaint)") }
    }
    scissors.follow(.watch)
    service.send(SIGTERM)
    let code = try service.end()
    arena.hear(service)
    if code != 0 { trial.violation("the service ended with \(code): \(service.complaint)") }
    try arena.finish(&trial)
  }

  /// What is lacking first, then the place that was visited least.
  private static func plan(
    _ trial: inout Trial, _ known: Set<Scissors.Place>, _ visits: [Scissors.Place: Int]
  ) -> Scissors.Plan {
    let commit = known.filter(\.isCommit)
    if trial.lacks(aborted), trial.dice.chance(25),
      let place = commit.first(where: { $0.side == .client })
    {
      return .before(place)
    }
    if trial.lacks(committed), trial.dice.chance(25),
      let place = commit.first(where: { $0.side == .server })
    {
      return .before(place)
    }
    if trial.lacks(committed), trial.dice.chance(15),
      let place = commit.first(where: { $0.side == .client })
    {
      return .after(place)
    }
    let isLacking = (trial.lacks(ofWorker), trial.lacks(ofServer))
    if trial.lacks(within), isLacking == (false, false) || trial.dice.chance(20) {
      let part = Double(trial.dice.below(1000)) / 1000
      return .within(messages: trial.dice.below(400), part: part)
    }
    let side: Wire.Side? =
      switch isLacking {
      case (true, false): .client
      case (false, true): .server
      default: nil
      }
    // In an order that the same dice give again.
    let places = known.filter { side == nil || $0.side == side }
      .sorted { ($0.topic, $0.type, $0.side.rawValue) < ($1.topic, $1.type, $1.side.rawValue) }
    let fewest = places.map { visits[$0, default: 0] }.min() ?? 0
    let least = places.filter { visits[$0, default: 0] == fewest }
    return least.isEmpty ? .watch : .before(least[trial.dice.below(least.count)])
  }

  /// Has workers work until the cut is made; nil if none of them comes to that place.
  private func provoke(
    _ scissors: Scissors, _ wire: Wire, _ arena: Arena, _ trial: inout Trial
  ) throws -> Scissors.Cut? {
    for _ in 0..<6 {
      try arena.loadSampler()
      let workman = try arena.workman(
        "--once", "--batch-size", "\(1 + trial.dice.below(8))", through: wire.socketDirectory)
      let code = try workman.end()
      arena.hear(workman)
      if ![0, 65, 75].contains(code) {
        trial.violation("a worker ended with \(code): \(workman.complaint)")
      }
      if let cut = scissors.cut { return cut }
    }
    return nil
  }

  private func count(
    _ cut: Scissors.Cut, _ plan: Scissors.Plan, _ scissors: Scissors, _ trial: inout Trial
  ) throws {
    switch plan {
    case .before(let place): trial.count(place.side == .client ? Self.ofWorker : Self.ofServer)
    case .within: trial.count(Self.within)
    case .after, .watch: break
    }
    guard let transaction = cut.transaction else { return }
    switch try scissors.outcome(of: transaction) {
    case "committed":
      // Behind the last word about it the worker knows.
      if cut.place.type != UInt8(ascii: "Z") { trial.count(Self.committed) }
    case "aborted": trial.count(Self.aborted)
    case let outcome: trial.violation("transaction \(transaction) is \(outcome)")
    }
  }
}

extension Scissors.Plan {
  fileprivate var place: Scissors.Place? {
    switch self {
    case .before(let place), .after(let place): place
    case .watch, .within: nil
    }
  }
}
