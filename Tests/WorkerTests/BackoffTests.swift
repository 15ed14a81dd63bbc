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
    var news = ["gone", "gone", "starting up", "starting up", "gone"].map {
      absence.note($0).isNews
    }
    #expect(news == [true, false, true, false, true])
    let away = absence.end()
    #expect(away != nil)
    news = ["gone", "gone"].map { absence.note($0).isNews }
    #expect(news == [true, false])
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
    let early = absence.note("again").delay
    #expect(early <= .milliseconds(200))
  }
}
