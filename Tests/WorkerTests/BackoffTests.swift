import Foundation
import TestCluster
import Testing

@testable import Worker

/// How long a service waits for a database that is away.
@Suite("Waiting for the database", .waiting) struct BackoffTests {
  /// Where the delays begin to be as long as they get: 200 ms, doubled 6 times, is more than 10 s.
  private static let growth = 6

  @Test("The delay doubles, from 200 ms to 10 s, and lies between a half and the whole of that")
  func bounds() {
    for _ in 0..<200 {
      var backoff = Backoff()
      for step in 0..<12 {
        let ceiling = min(Duration.milliseconds(200 << step), .seconds(10))
        let delay = backoff.next()
        #expect(delay >= ceiling / 2 && delay <= ceiling, "step \(step)")
      }
    }
  }

  @Test("Two services that lost the same server do not come back in step")
  func jitter() {
    var delays: Set<Duration> = []
    for _ in 0..<100 {
      var backoff = Backoff()
      for _ in 0..<Self.growth { _ = backoff.next() }
      delays.insert(backoff.next())
    }
    #expect(delays.count > 90)
    #expect(delays.contains { $0 < .milliseconds(6500) } && delays.contains { $0 > .seconds(8) })
  }

  @Test("Without end, the delay stays what it is")
  func forever() {
    var backoff = Backoff()
    for _ in 0..<10_000 { _ = backoff.next() }
    let delay = backoff.next()
    #expect(delay <= .seconds(10))
  }

  @Test("A reason is news once; another one, or the same after a good time, is news again")
  func news() {
    var absence = Absence()
    let start = ContinuousClock.now
    func note(_ reason: String, _ seconds: Int) -> Bool {
      absence.note(reason, at: start + .seconds(seconds)).isNews
    }
    let news = [note("gone", 0), note("gone", 1), note("other", 2), note("gone", 3)]
    #expect(news == [true, false, true, true])
    let late = note("gone", 604)
    #expect(late, "after ten minutes somebody may have forgotten")
    let away = absence.end(at: start + .seconds(700))
    #expect(away == .seconds(700))
    let again = note("gone", 761)
    #expect(again)
  }

  @Test("What goes and comes every moment is told once, unless it stays away")
  func flapping() {
    var absence = Absence()
    let start = ContinuousClock.now
    var told = 0
    for second in 0..<30 {
      if absence.note("idle", at: start + .seconds(second)).isNews { told += 1 }
      if absence.end(at: start + .seconds(second)) != nil { told += 1 }
    }
    #expect(told == 2)
    let soon = absence.note("idle", at: start + .seconds(31)).isNews
    #expect(!soon)
    let later = absence.note("idle", at: start + .seconds(42)).isNews
    #expect(later)
    let away = absence.end(at: start + .seconds(43))
    #expect(away == .seconds(12))
  }

  @Test("An absence is as long as it was from its first failure, and ends once")
  func length() throws {
    var absence = Absence()
    let before = absence.end()
    #expect(before == nil)
    _ = absence.note("gone")
    Thread.sleep(forTimeInterval: 0.03)
    _ = absence.note("starting up")
    let away = absence.end() ?? .zero
    #expect(away >= .milliseconds(30) && away < .seconds(20))
    #expect(absence.since == nil)
    let after = absence.end()
    #expect(after == nil)
  }

  @Test("The delays of an absence grow, whatever the reasons, and begin again after it")
  func delays() {
    var absence = Absence()
    for number in 0..<10 { _ = absence.note("\(number % 2)") }
    let late = absence.note("still").delay
    #expect(late >= .seconds(5))
    _ = absence.end()
    let failedAtWork = absence.note("full").delay
    #expect(failedAtWork >= .seconds(5), "to connect is not to work")
    _ = absence.end()
    absence.recover()
    let early = absence.note("again").delay
    #expect(early <= .milliseconds(200))
  }
}
