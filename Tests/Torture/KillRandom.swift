import Foundation
import Glibc
import TestCluster
import TestModel

/// A worker is killed, whenever that may be.
struct KillRandom: Ordeal {
  static let name = "kill-random"
  static let faults = [
    FaultKind(atWork, brief: 60, full: 1000), FaultKind(starting, brief: 6, full: 100),
  ]

  private static let atWork = "a worker at work killed"
  private static let starting = "a worker killed as it starts"

  func run(_ trial: inout Trial) throws {
    let arena = try Arena(trial)
    defer { arena.close() }
    while trial.goesOn {
      if try arena.due() < 100 { try arena.load(200, using: &trial.dice) }
      let workman = try arena.workman("--batch-size", "\(1 + trial.dice.below(12))")
      let mayStart = trial.dice.chance(90)
      if mayStart { try eventually("it is ready: \(workman.complaint)") { workman.isReady } }
      usleep(UInt32(trial.dice.below(40_000)))
      let isReady = workman.isReady
      guard workman.slay() else {
        trial.violation("a worker ended by itself: \(workman.complaint)")
        break
      }
      arena.hear(workman)
      trial.count(isReady ? Self.atWork : Self.starting)
    }
    try arena.finish(&trial)
  }
}
