import Policy
import Store
import Testing

@testable import Worker

/// The line of `systemctl status`.
@Suite("How a service stands") struct StandingTests {
  private func outcome(
    settled: Int = 0, deemed: Int = 0, missed: Int = 0, busy: Int = 0, next: Instant? = nil
  ) -> Pass.Outcome {
    var outcome = Pass.Outcome()
    outcome.tally.settled = settled
    outcome.tally.deemedApprovals = deemed
    outcome.tally.missedDeadlines = missed
    outcome.busy = busy
    outcome.next = next.map { ($0, .now) }
    return outcome
  }

  /// What a service does with the outcome of a pass.
  private func take(_ outcome: Pass.Outcome, _ standing: inout Worker.Standing) {
    standing.add(outcome.tally)
    standing.look(outcome)
  }

  @Test("Nothing done, nothing coming")
  func fresh() {
    #expect(
      Standing().words
        == "0 cancellations settled, 0 Orders deemed approved, 0 deadlines missed"
        + " since the start; nothing is coming"
    )
  }

  @Test("What was done is added up; what is held or comes next is as the last pass saw it")
  func sums() {
    var standing = Standing()
    let soon = Instant(microseconds: 1_767_225_600_000_000)
    take(outcome(settled: 3, deemed: 1, busy: 4, next: soon), &standing)
    #expect(
      standing.words
        == "3 cancellations settled, 1 Order deemed approved, 0 deadlines missed since the start;"
        + " 4 due but left, held by other sessions or too slow; next due 2026-01-01T00:00:00Z")
    take(outcome(settled: 2, missed: 7), &standing)
    #expect(
      standing.words
        == "5 cancellations settled, 1 Order deemed approved, 7 deadlines missed"
        + " since the start; nothing is coming"
    )
  }

  @Test("What waits for a person is said, and no more once it is not")
  func held() {
    var standing = Standing()
    standing.held = Held(quarantined: 2, escalated: 1)
    #expect(standing.words.hasSuffix("nothing is coming; 1 escalated; 2 in quarantine"))
    standing.held = Held(quarantined: 0, escalated: 0)
    #expect(standing.words.hasSuffix("nothing is coming"))
  }
}
