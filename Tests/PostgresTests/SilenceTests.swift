import Postgres
import TestCluster
import Testing

/// A server that has stopped answering, and a program that is to end meanwhile.
@Suite("Silent servers", .waiting) struct SilenceTests {
  /// What a session ended with.
  private struct Ending: Sendable {
    var failure: PostgresError?
    var isBroken = false
    var took: Duration = .zero
  }

  /// Runs a statement, and says how it ended.
  private func ending(
    _ sql: String, at place: String = Cluster.shared.entrance, in database: String = "postgres",
    name: String, limits: Limits = .none, patience: Duration = .seconds(60)
  ) throws -> Ending {
    let waiting = Impatience(after: .seconds(60))
    var connection = try Connection(
      "host=\(place) dbname=\(database) user=postgres", applicationName: name, limits: limits,
      waiting: waiting)
    waiting.begin(in: patience)
    let start = ContinuousClock.now
    let failure = PostgresTests.failure { () throws(PostgresError) in
      try connection.execute(sql)
    }
    return Ending(
      failure: failure, isBroken: connection.isBroken, took: start.duration(to: .now))
  }

  /// The server's process that runs a statement for a session of this name.
  private func backend(of name: String) throws -> Int64? {
    var connection = try connect()
    let rows = try connection.execute(
      "SELECT pid::bigint FROM pg_stat_activity WHERE application_name = $1 AND state = 'active'",
      [.text(name)])
    return rows.count == 0 ? nil : try rows.int64(0, 0)
  }

  @Test("A statement without an answer is given up, and its connection is lost")
  func statement() throws {
    let relay = try Relay(to: Cluster.shared.entrance)
    defer { relay.close() }
    relay.expect("SELECT 42", .deadAfter)
    // The client allows for 15 seconds more than the server.
    let ending = try ending(
      "SELECT 42", at: relay.socketDirectory, name: "given up",
      limits: Limits(statement: .seconds(-14), commit: nil))
    #expect(ending.failure?.kind == .unreachable)
    #expect(ending.failure?.message == "the server has not answered for 1 s")
    #expect(ending.isBroken)
    #expect(ending.took >= .seconds(1))
    #expect(ending.took < .seconds(8))
  }

  @Test("A statement is cancelled, in the server too, when the program is to end")
  func cancelled() throws {
    // In a database of its own: where it has to wait for a pooler's only connection, nothing runs yet.
    let ending = try ending(
      "SELECT pg_sleep(60)", in: Cluster.shared.createDatabase(), name: "to be cancelled",
      patience: .seconds(1))
    #expect(ending.failure?.kind == .interrupted)
    #expect(ending.failure?.sqlState == "57014")
    #expect(!ending.isBroken, "the server has confirmed it")
    #expect(ending.took < .seconds(8))
    #expect(try backend(of: "to be cancelled") == nil)
  }

  @Test("A transaction that has begun although it was cancelled is rolled back")
  func begunTooLate() throws {
    let relay = try Relay(to: Cluster.shared.entrance)
    defer { relay.close() }
    let waiting = Impatience(after: .seconds(60))
    var connection = try Connection(
      "host=\(relay.socketDirectory) dbname=postgres user=postgres", applicationName: "begun",
      waiting: waiting)
    relay.expect("BEGIN", .late)
    waiting.begin()
    let failure = failure { () throws(PostgresError) in
      try connection.transaction { _ throws(PostgresError) in }
    }
    #expect(failure?.kind == .interrupted)
    waiting.begin(in: .seconds(60))
    try connection.transaction { transaction throws(PostgresError) in
      _ = try transaction.execute("SELECT 1")
    }
  }

  @Test("A server that hangs does not hold up a program that is to end")
  func hung() throws {
    let relay = try Relay(to: Cluster.shared.entrance)
    defer { relay.close() }
    relay.expect("pg_sleep", .deadAfter)
    let ending = try ending(
      "SELECT pg_sleep(5)", at: relay.socketDirectory, name: "hung",
      patience: .milliseconds(100))
    #expect(ending.failure?.kind == .interrupted)
    #expect(ending.isBroken)
    #expect(ending.took >= .seconds(2))
    #expect(ending.took < .seconds(8))
  }
}
