import Foundation
import TestModel

/// One run of an ordeal: its dice, how long it may go on, and what came of it.
struct Trial {
  /// The path of the program under test.
  let program: String
  let isFull: Bool
  /// After that the ordeal ends as soon as each fault has happened often enough.
  let deadline: ContinuousClock.Instant
  /// The same seed throws the same dice; when processes meet, the kernel throws some too.
  var dice: SplitMix64
  private(set) var counts: [String: Int] = [:]
  private(set) var violations: [String] = []
  private let kinds: [FaultKind]

  init(
    _ ordeal: any Ordeal.Type, program: String, seed: UInt64, isFull: Bool, lasting: Duration
  ) {
    self.program = program
    self.isFull = isFull
    deadline = .now + lasting
    kinds = ordeal.faults
    // FNV-1a: an ordeal run alone throws the same dice as among others.
    let name = ordeal.name.utf8.reduce(0xCBF2_9CE4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    dice = SplitMix64(seed: seed ^ name)
  }

  /// Counts faults that have really happened, not those that were meant to.
  mutating func count(_ fault: String, _ times: Int = 1) {
    precondition(kinds.contains { $0.name == fault }, "\(fault) is not among the ordeal's faults")
    counts[fault, default: 0] += times
  }

  /// Something is not as the facts demand.
  mutating func violation(_ sentence: String) {
    violations.append(sentence)
  }

  /// How often a fault has to happen at least.
  func wanted(_ fault: String) -> Int {
    kinds.first { $0.name == fault }.map { isFull ? $0.full : $0.brief } ?? 0
  }

  /// Whether a fault has not happened often enough yet.
  func lacks(_ fault: String) -> Bool {
    counts[fault, default: 0] < wanted(fault)
  }

  /// Whether to go on: something is lacking, or there is time left.
  var goesOn: Bool {
    violations.isEmpty && (kinds.contains { lacks($0.name) } || ContinuousClock.now < deadline)
  }

  /// The faults that never happened, or too seldom.
  var missing: [String] {
    kinds.filter { lacks($0.name) }.map {
      "\($0.name) happened \(counts[$0.name, default: 0]) times instead of \(wanted($0.name))"
    }
  }
}
