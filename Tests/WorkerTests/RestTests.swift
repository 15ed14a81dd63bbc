import Policy
import Testing

@testable import Worker

@Suite("How long a service rests") struct RestTests {
  private let start = ContinuousClock.now

  /// Milliseconds from the beginning of a pass that took 45 ms to that of the next one.
  private func milliseconds(
    after outcome: Pass.Outcome, pollInterval: Int = 1000, took duration: Int = 45
  ) -> Int64 {
    let next = outcome.nextPass(
      pollInterval: .milliseconds(pollInterval), began: start,
      ended: start + .milliseconds(duration))
    return start.duration(to: next).milliseconds
  }

  private func outcome(busy: Int = 0, nextAfter milliseconds: Int) -> Pass.Outcome {
    var outcome = Pass.Outcome()
    outcome.busy = busy
    outcome.next = (Instant(microseconds: 0), start + .milliseconds(milliseconds))
    return outcome
  }

  @Test(
    "A poll interval after the pass began, and half of one after a long pass",
    arguments: [(0, 1000), (1, 1000), (45, 1000), (500, 1000), (900, 1400), (60_000, 60_500)])
  func interval(took duration: Int, next: Int64) {
    #expect(milliseconds(after: Pass.Outcome(), took: duration) == next)
  }

  @Test(
    "No later than something falls due",
    arguments: [(-5, -5), (0, 0), (300, 300), (999, 999), (1001, 1000)] as [(Int, Int64)])
  func falling(due: Int, next: Int64) {
    #expect(milliseconds(after: outcome(nextAfter: due)) == next)
  }

  @Test(
    "A second at most while other sessions hold what is due, whatever comes next",
    arguments: [(3_600_000, 1045), (400, 400)])
  func busy(pollInterval: Int, next: Int64) {
    let outcome = outcome(busy: 1, nextAfter: 0)
    #expect(milliseconds(after: outcome, pollInterval: pollInterval) == next)
  }
}
