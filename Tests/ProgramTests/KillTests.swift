import Foundation
import TestCluster
import Testing

/// A process that is killed, whenever that may be.
@Suite("Killed", .waiting) struct KillTests {
  @Test("20 times in the midst of the work: every cancellation is settled once")
  func killed() throws {
    let stage = try Stage()
    let each = 40
    for round in 0..<20 {
      try stage.addCrowd((round * each + 1)...((round + 1) * each))
      let before = try stage.settled()
      let daemon = try Daemon(stage.worker, "--poll-interval", "10ms", "--batch-size", "2")
      if round % 2 == 0 {
        try eventually("it works") { try stage.settled() > before }
      } else {
        try daemon.ready()
      }
      Thread.sleep(forTimeInterval: .random(in: 0...0.04))
      daemon.send(SIGKILL)
      #expect(try daemon.end() == -1)
      #expect(try stage.number(Self.torn) == 0, "what is settled is so wholly")
    }
    #expect(try stage.settled() < 20 * each, "it was killed in the midst of the work")
    let last = try Daemon(stage.worker, "--poll-interval", "10ms")
    try eventually("all are settled") { try stage.isSettledOnce(20 * each) }
    #expect(!last.hasEnded)
  }

  /// Settled cancellations that lack something, or have something twice.
  private static let torn = """
    SELECT count(*) FROM cancellations c
     WHERE ((status = 'settled')::int, (status = 'settled')::int, 3 * (status = 'settled')::int)
        <> ((SELECT count(*) FROM settlement_lines l WHERE l.cancellation_id = c.cancellation_id),
            (SELECT count(*) FROM refund_credits r WHERE r.cancellation_id = c.cancellation_id),
            (SELECT count(*) FROM notifications n WHERE n.cancellation_id = c.cancellation_id))
    """
}
