import Foundation
import TestModel

/// A worker is killed, whenever that may be.
struct KillRandom: Ordeal {
  static let name = "kill-random"
  static let faults = [FaultKind("a worker at work killed", brief: 60, full: 1000)]

  func run(_ trial: inout Trial) throws {
    let arena = try Arena(trial)
    defer { arena.close() }
    while trial.goesOn {
      if try arena.due() < 100 { try arena.load(200, using: &trial.dice) }
      let workman = try arena.workman("--batch-size", "\(1 + trial.dice.below(12))")
      Thread.sleep(forTimeInterval: Double(trial.dice.below(60_000)) / 1_000_000)
      let wasAlive = workman.slay()
      guard wasAlive else {
        trial.violation("a worker ended by itself: \(workman.complaint)")
        break
      }
      if workman.complaint.contains("\"kind\":\"ready\"") {
        trial.count("a worker at work killed")
      }
    }
    try arena.finish(&trial)
  }
}
