import Policy
import Testing

@testable import Worker

@Suite("How long a service rests") struct RestTests {
  @Test(
    "A poll interval after the pass began, and half of one after a long pass",
    arguments: [(0, 1000), (1, 999), (45, 955), (500, 500), (900, 500), (60_000, 500)])
  func interval(milliseconds: Int, rest: Int) {
    #expect(
      Pass.Outcome().rest(pollInterval: .seconds(1), passed: .milliseconds(milliseconds))
        == .milliseconds(rest))
  }

  @Test(
    "No longer than until something is due",
    arguments: [(-5, 0), (0, 0), (300_000, 300_000), (955_001, 955_000)] as [(Int64, Int64)])
  func next(microseconds: Int64, rest: Int64) {
    var outcome = Pass.Outcome()
    outcome.next = (Instant(microseconds: 0), microseconds)
    #expect(
      outcome.rest(pollInterval: .seconds(1), passed: .milliseconds(45)) == .microseconds(rest))
  }

  @Test(
    "A second at most while other sessions hold what is due, whatever comes next",
    arguments: [(3_600_000, 1000), (400, 355)])
  func busy(pollInterval: Int, rest: Int) {
    var outcome = Pass.Outcome()
    outcome.busy = 1
    outcome.next = (Instant(microseconds: 0), 0)
    #expect(
      outcome.rest(pollInterval: .milliseconds(pollInterval), passed: .milliseconds(45))
        == .milliseconds(rest))
  }
}
