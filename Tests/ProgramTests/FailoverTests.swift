import TestCluster
import Testing

/// A primary with a standby that takes its place.
@Suite("Failover", .waiting) struct FailoverTests {
  @Test("The same process goes on with the standby that was promoted; a standby alone is refused")
  func failover() throws {
    let primary = try Cluster()
    defer { primary.stop() }
    let stage = try Stage(on: primary)
    try stage.addCrowd(1...3)
    let standby = try Cluster(standbyOf: primary)
    defer { standby.stop() }
    let place =
      "host=\(primary.socketDirectory),\(standby.socketDirectory) port=5432"
      + " dbname=\(stage.database) user=settled_worker connect_timeout=2"

    var alone = stage.worker
    alone.database = standby.address(database: stage.database, user: "settled_worker")
    let refused = try Daemon(alone)
    #expect(try refused.end() == 69, "\(refused.lines)")
    #expect(refused.count("READY") == 0)

    let daemon = try Daemon(SettledProgram(database: place), "--poll-interval", "100ms")
    try eventually("it works on the primary") { try stage.isSettledOnce(3) }
    try eventually("the standby has it all") {
      try stage.number(
        "SELECT count(*) FROM pg_stat_replication WHERE replay_lsn = pg_current_wal_lsn()") == 1
    }
    primary.cutPower()
    try eventually("it waits: \(daemon.lines)") { !daemon.log("database_away").isEmpty }
    standby.promote()
    let promoted = Stage(stage, on: standby)
    try promoted.addCrowd(4...6)
    try eventually("it works on the other: \(daemon.lines)") {
      try promoted.isSettledOnce(6)
    }
    try eventually("it says so") { daemon.log("database_back").count == 1 }
    #expect(!daemon.hasEnded)
    #expect(daemon.states == ["READY"])
  }
}
