import Foundation
import TestCluster
import TestModel

/// Shows that the checker can fail: a market that is as it must be is corrupted in one row at a time,
/// and the checker has to say so, in the words that belong to it.
struct CheckerCheck {
  private struct Corruption {
    let name: String
    /// What a sentence of the checker's has to hold.
    let words: String
    let sql: String
  }

  /// Prints what it corrupts.
  ///
  /// - Returns: whether the checker noticed everything, and nothing where there is nothing.
  func run(_ program: String, seed: UInt64, say: (String) -> Void) throws -> Bool {
    let trial = Trial(
      KillRandom.self, program: program, seed: seed, isFull: false, lasting: .zero)
    var dice = trial.dice
    let arena = try Arena(trial)
    defer { arena.close() }
    try arena.load(2000, using: &dice)
    for _ in 0..<20 { try arena.loadSampler() }
    guard try arena.workman("--once").end() == 65 else { throw Overdue("the work is not done") }
    let checker = Checker(database: arena.conninfo(.administrator))
    var isGood = true
    for sentence in try checker.violations() {
      say("  UNFOUNDED  \(sentence)")
      isGood = false
    }
    let corruptions = try Self.corruptions()
    for corruption in corruptions {
      let found = try checker.violations(after: corruption.sql)
      let isNoticed = found.contains { $0.contains(corruption.words) }
      say("  \(isNoticed ? "noticed   " : "UNNOTICED ") \(corruption.name)")
      if !isNoticed { for sentence in found.prefix(5) { say("             \(sentence)") } }
      isGood = isGood && isNoticed
    }
    say("             \(corruptions.count) corruptions")
    return isGood
  }

  private static func corruptions() throws -> [Corruption] {
    let text = String(decoding: PackageResources.corruptions_sql, as: UTF8.self)
    return try text.split(separator: "\n\n").dropFirst().map { block in
      let lines = block.split(separator: "\n", maxSplits: 1)
      let head = lines[0].dropFirst(3).components(separatedBy: " → ")
      guard lines.count == 2, head.count == 2 else { throw Overdue("no corruption: \(block)") }
      return Corruption(name: head[0], words: head[1], sql: String(lines[1]))
    }
  }
}
