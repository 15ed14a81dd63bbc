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
