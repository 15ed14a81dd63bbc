import Foundation
import Synchronization

/// Several threads at once.
enum Crew {
  /// Runs `body` in so many threads, and returns what each came to, in order.
  static func run<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    let results = Results<Result>()
    let done = DispatchSemaphore(value: 0)
    for number in 0..<count {
      Thread {
        let result = Swift.Result { try body(number) }
        results.all.withLock { $0[number] = result }
        done.signal()
      }.start()
    }
    for _ in 0..<count { done.wait() }
    return try results.all.withLock { all in
      try (0..<count).compactMap { try all[$0]?.get() }
    }
  }

  private final class Results<Result: Sendable>: Sendable {
    let all = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
  }
}

/// What a thread has seen: faults by kind, and what was not as it should be.
struct Findings: Sendable {
  private(set) var counts: [String: Int] = [:]
  private(set) var violations: [String] = []

  mutating func count(_ fault: String, _ times: Int = 1) {
    counts[fault, default: 0] += times
  }

  mutating func violation(_ sentence: String) {
    violations.append(sentence)
  }
}

extension Trial {
  /// Takes up what threads have seen.
  mutating func take(_ findings: [Findings]) {
    for part in findings {
      for (fault, times) in part.counts { count(fault, times) }
      for sentence in part.violations { violation(sentence) }
    }
  }
}
