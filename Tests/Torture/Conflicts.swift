import Foundation
import Glibc
import Policy
import Postgres
import Synchronization
import TestCluster
import TestModel

/// The platform writes to the very rows at which workers work, at the very instants at which they do.
struct Conflicts: Ordeal {
  static let name = "conflicts"
  static let faults = [
    FaultKind("refused by a guard", brief: 100, full: 4000),
    FaultKind("lock not available", brief: 50, full: 1500),
    FaultKind("deadlock", brief: 40, full: 1000),
    FaultKind("statement timeout", brief: 50, full: 1500),
    FaultKind("serialization failure", brief: 50, full: 1000),
    FaultKind("due, and held", brief: 40, full: 1000),
  ]

  func run(_ trial: inout Trial) throws {
    let cluster = try Cluster(settings: ["deadlock_timeout": "10ms"])
    defer { cluster.stop() }
    let arena = try Arena(trial, on: cluster)
    let workmen = try [1, 3, 50].map { try arena.workman("--batch-size", "\($0)") }
    let scores = Scores(Self.faults.map { ($0.name, trial.wanted($0.name)) }, until: trial.deadline)
    let seeds = (0..<4).map { _ in trial.dice.next() }
    let findings = try Crew.run(seeds.count) { number in
      var writer = try ConflictWriter(arena, SplitMix64(seed: seeds[number]))
      while let fault = scores.lacking(at: number) {
        let happened = try writer.provoke(fault)
        scores.count(happened)
      }
      return writer.findings
    }
    trial.take(findings)
    for (fault, count) in scores.all { trial.count(fault, count) }
    try eventually("all is done", within: .seconds(60)) { try arena.due() == 0 }
    for workman in workmen {
      workman.send(SIGTERM)
      let code = try workman.end()
      if code != 0 { trial.violation("a service ended with \(code): \(workman.complaint)") }
    }
    try arena.finish(&trial)
  }

  /// How often each kind has happened, in all threads together.
  private final class Scores: Sendable {
    private let wanted: [(name: String, count: Int)]
    private let deadline: ContinuousClock.Instant
    private let counts = Mutex<[String: Int]>([:])

    init(_ wanted: [(String, Int)], until deadline: ContinuousClock.Instant) {
      self.wanted = wanted.map { (name: $0.0, count: $0.1) }
      self.deadline = deadline
    }

    var all: [String: Int] { counts.withLock { $0 } }

    func count(_ happened: [String]) {
      counts.withLock { counts in
        for fault in happened { counts[fault, default: 0] += 1 }
      }
    }

    /// A fault for a thread to provoke; nil when there have been enough of each.
    func lacking(at number: Int) -> String? {
      let counts = all
      let lacking = wanted.filter { counts[$0.name, default: 0] < $0.count }
      if lacking.isEmpty, ContinuousClock.now < deadline { return wanted[0].name }
      return lacking.isEmpty ? nil : lacking[number % lacking.count].name
    }
  }
}
