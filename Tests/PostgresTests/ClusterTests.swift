import Postgres
import TestCluster
import Testing

@Suite struct ClusterTests {
  @Test func theClockStandsStillAndTurns() throws {
    let cluster = try Cluster(fakeTime: true)
    defer { cluster.stop() }
    let database = try cluster.createDatabase()
    _ = try cluster.psql(database, "CREATE TABLE t (at timestamptz DEFAULT now(), words text)")
    var connection = try Connection(
      cluster.conninfo(database: database), applicationName: "tests")
    var now: Int64 = 1_700_000_000_123_456
    let day: Int64 = 86_400_000_000
    for turn in 0..<20 {
      now += turn % 5 == 4 ? -401 * day - 1 : turn % 3 == 0 ? 400 * day + 7 : 1_000_001
      cluster.turnClock(to: now)
      try connection.execute(
        "INSERT INTO t (words) SELECT repeat('x', 500) FROM generate_series(1, 1000)")
      let rows = try connection.execute("SELECT now(), clock_timestamp(), max(at) FROM t")
      #expect(try rows.microseconds(0, 0) == now)
      #expect(try rows.microseconds(0, 1) == now)
      if turn % 7 == 0 { for sql in ["CHECKPOINT", "VACUUM t"] { try connection.execute(sql) } }
    }
    #expect(try connection.execute("SELECT count(*) FROM t").int64(0, 0) == 20_000)
  }

  @Test func whatWasCommittedOutlivesARestart() throws {
    let cluster = try Cluster(settings: ["max_connections": "20"])
    let database = try cluster.createDatabase()
    _ = try cluster.psql(database, "CREATE TABLE t AS SELECT 7 AS a")
    let conninfo = cluster.conninfo(database: database)
    cluster.restart {
      let error = failure { () throws(PostgresError) in
        _ = try Connection(conninfo, applicationName: "tests")
      }
      #expect(error?.kind == .unreachable)
    }
    #expect(try cluster.psql(database, "SELECT a FROM t; SHOW max_connections") == "7\n20")
    cluster.stop()
    cluster.stop()
  }

  @Test func psqlFailsWithItsWords() throws {
    let error = #expect(throws: ProgramFailure.self) {
      try Cluster.shared.psql("postgres", "SELECT 1; SELECT nonsense; SELECT 2")
    }
    #expect(error?.standardError.contains("nonsense") == true)
  }

  @Test func databasesAreCopiesOfTheirTemplates() throws {
    let template = try Cluster.shared.createDatabase()
    _ = try Cluster.shared.psql(template, "CREATE TABLE t AS SELECT 'copied' AS a")
    let copy = try Cluster.shared.createDatabase(template: template)
    #expect(try Cluster.shared.psql(copy, "TABLE t") == "copied")
    Cluster.shared.dropDatabase(copy)
    Cluster.shared.dropDatabase(template)
    #expect(throws: ProgramFailure.self) { try Cluster.shared.psql(copy, "SELECT 1") }
  }
}
