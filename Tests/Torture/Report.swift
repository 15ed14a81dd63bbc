import Foundation

/// What a run prints: its seed, the faults by kind, and what was violated.
struct Report {
  private struct Part: Encodable {
    let ordeal: String
    let faults: [String: Int]
    let missing: [String]
    let violations: [String]
    let seconds: Double
  }

  private struct Whole: Encodable {
    let seed: UInt64
    let full: Bool
    let ordeals: [Part]
  }

  private let seed: UInt64
  private let isFull: Bool
  private let isJSON: Bool
  private var parts: [Part] = []
  private var startedAt = ContinuousClock.now

  init(seed: UInt64, isFull: Bool, isJSON: Bool) {
    self.seed = seed
    self.isFull = isFull
    self.isJSON = isJSON
  }

  /// No violation, and every fault has happened.
  var isClean: Bool { parts.allSatisfy { $0.missing.isEmpty && $0.violations.isEmpty } }

  func begin() {
    say("seed \(seed)\(isFull ? ", in full" : "")")
  }

  mutating func begin(_ ordeal: any Ordeal.Type) {
    startedAt = .now
    say("\n\(ordeal.name)")
  }

  mutating func end(_ ordeal: any Ordeal.Type, _ trial: Trial) {
    let (seconds, attoseconds) = startedAt.duration(to: .now).components
    let part = Part(
      ordeal: ordeal.name, faults: trial.counts, missing: trial.missing,
      violations: trial.violations, seconds: Double(seconds) + Double(attoseconds) / 1e18)
    parts.append(part)
    for kind in ordeal.faults {
      let count = String(part.faults[kind.name, default: 0])
      say("  " + String(repeating: " ", count: max(9 - count.count, 0)) + "\(count)  \(kind.name)")
    }
    for sentence in part.missing { say("  MISSING    \(sentence)") }
    for sentence in part.violations.prefix(20) { say("  VIOLATION  \(sentence)") }
    say("             \(part.violations.count) violations, \(Int(part.seconds)) s")
  }

  func end() {
    if isJSON {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      let whole = Whole(seed: seed, full: isFull, ordeals: parts)
      if let data = try? encoder.encode(whole) { print(String(decoding: data, as: UTF8.self)) }
    }
    say(
      isClean
        ? "\nEvery fault happened, and every row is as the facts demand."
        : "\nNot as it should be. Again, with the same dice: ./deploy/torture --seed \(seed)")
  }

  private func say(_ line: String) {
    if isJSON {
      FileHandle.standardError.write(Data("\(line)\n".utf8))
    } else {
      print(line)
      fflush(nil)
    }
  }
}
