import Glibc
import TestCluster
import Testing

/// A service that looks only once an hour overlooks nothing for that.
@Suite("Attention", .waiting) struct AttentionTests {
  @Test("What falls due after the configuration was read again is done then, too")
  func dueAfterReload() throws {
    let stage = try Stage()
    try stage.addReviews(1...1, dueIn: "12 seconds")
    let daemon = try Daemon(stage.worker, "--poll-interval", "1h")
    try eventually("it rests") { daemon.standing.contains("next due") }
    daemon.send(SIGHUP)
    try daemon.ready(times: 2)
    #expect(daemon.standing.contains("next due"), "\(daemon.standing)")
    try stage.expectPrompt(1)
  }

  @Test("What others hold when it falls due is done when they let go, however seldom it looks")
  func held() throws {
    let stage = try Stage()
    try stage.addReviews(1...1, dueIn: "1 second")
    let holder = try Holder(stage, "SELECT FROM settled.orders FOR UPDATE")
    let daemon = try Daemon(stage.worker, "--poll-interval", "1h")
    try eventually("it has tried") { daemon.standing.contains("1 due but left") }
    holder.letGo()
    try eventually("it is done") { try stage.deemed() == 1 }
  }

  @Test("It does all of a backlog, although the configuration is read again in the midst of it")
  func reloadsInTheMidst() throws {
    let stage = try Stage()
    try stage.addCrowd(1...300)
    let daemon = try Daemon(stage.worker, "--poll-interval", "1h", "--batch-size", "3")
    try daemon.ready()
    for times in 2...5 {
      daemon.send(SIGHUP)
      try daemon.ready(times: times)
    }
    try eventually("all are settled") { try stage.settled() == 300 }
    #expect(try stage.isSettledOnce(300))
    try eventually("it counts them") { daemon.standing.contains("300 cancellations settled") }
  }
}
