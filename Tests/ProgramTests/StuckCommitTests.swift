import Postgres
import TestCluster
import Testing

/// A COMMIT that waits for a synchronous standby, as long as there is none.
@Suite("A COMMIT that does not come to its end", .waiting) struct StuckCommitTests {
  /// The server's processes in which a COMMIT of the worker waits for the standby.
  private func processes(_ stage: Stage) throws -> [Int64] {
    var connection = try stage.connection()
    let rows = try connection.execute(
      """
      SELECT pid FROM pg_stat_activity
       WHERE usename = 'settled_worker' AND query = 'COMMIT' AND wait_event = 'SyncRep'
      """)
    return try (0..<rows.count).map { row in try rows.int64(row, 0) }
  }

  @Test("It is given up once, and waited for before anything else is decided")
  func stuck() throws {
    let cluster = try Cluster()
    defer { cluster.stop() }
    let stage = try Stage(on: cluster)
    try stage.addCrowd(1...200)
    try stage.sql(
      "ALTER SYSTEM SET synchronous_standby_names = 'nobody'; SELECT pg_reload_conf();")
    let daemon = try Daemon(stage.worker, "--poll-interval", "100ms", "--batch-size", "2")
    try eventually("COMMIT waits: \(daemon.lines)") { try !processes(stage).isEmpty }
    let process = try #require(processes(stage).first)
    try eventually("it is given up: \(daemon.lines)", within: .seconds(60)) {
      daemon.log("commit_unanswered").count == 1
    }
    let reason = "an earlier COMMIT (process \(process) of the server) has not come to its end yet"
    try eventually("it is waited for: \(daemon.lines)") {
      daemon.log("database_away").contains { ($0["reason"] as? String)?.hasPrefix(reason) == true }
    }
    #expect(try processes(stage) == [process], "no other has joined it")

    try stage.sql("ALTER SYSTEM RESET synchronous_standby_names; SELECT pg_reload_conf();")
    try eventually("all are settled: \(daemon.lines)") { try stage.isSettledOnce(200) }
    try eventually("it is back") { daemon.log("database_back").count == 1 }
    #expect(daemon.log("commit_unanswered").count == 1)
    #expect(!daemon.hasEnded)
  }
}
