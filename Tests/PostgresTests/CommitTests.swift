import Postgres
import TestCluster
import Testing

/// A COMMIT is the one statement of which nobody may say without its answer whether it was done.
@Suite("COMMIT", .waiting) struct CommitTests {
  private let database: String

  init() throws {
    database = try Cluster.shared.createDatabase()
    _ = try Cluster.shared.psql(
      database,
      """
      CREATE TABLE t (a int);
      CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$;
      CREATE TABLE slow (a int);
      CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION dawdle();
      """)
  }

  /// The error of a transaction that writes a row through a relay.
  private func failure(
    after mishap: Relay.Mishap, limits: Limits = .none
  ) throws -> PostgresError? {
    let relay = try Relay(to: Cluster.shared.entrance)
    defer { relay.close() }
    relay.expect(Relay.commit, mishap)
    let conninfo = "host=\(relay.socketDirectory) dbname=\(database) user=postgres"
    var connection = try Connection(conninfo, applicationName: "tests", limits: limits)
    let failure = PostgresTests.failure { () throws(PostgresError) in
      try connection.transaction { transaction throws(PostgresError) in
        try transaction.script("INSERT INTO t VALUES (1)")
      }
    }
    #expect(relay.count == 1)
    return failure
  }

  private func count(_ table: String = "t") throws -> Int64 {
    var connection = try connect(database)
    return try connection.execute("SELECT count(*) FROM \(table)").int64(0, 0)
  }

  @Test("The line is cut when COMMIT is under way: unanswered, and the row is there")
  func cutAfter() throws {
    #expect(try failure(after: .cutAfter)?.kind == .unanswered)
    #expect(try count() == 1)
  }

  @Test("The line is cut before COMMIT arrives: unanswered, and the row is not there")
  func cutBefore() throws {
    let failure = try failure(after: .cutBefore)
    #expect(failure?.kind == .unanswered)
    #expect(failure?.message.hasPrefix("COMMIT had no answer: ") == true)
    #expect(failure?.message.contains("\n") == false)
    #expect(try count() == 0)
  }

  @Test("No answer to COMMIT in time: unanswered, and the row is there")
  func dead() throws {
    let failure = try failure(
      after: .deadAfter, limits: Limits(statement: nil, commit: .seconds(1)))
    #expect(failure?.kind == .unanswered)
    try eventually("the row is there") { try count() == 1 }
  }

  @Test("COMMIT does not give way to a program that is to end")
  func commitIsWaitedFor() throws {
    let conninfo = Cluster.shared.address(database: database)
    let impatience = Impatience(after: .seconds(60))
    var connection = try Connection(conninfo, applicationName: "tests", waiting: impatience)
    try connection.transaction { transaction throws(PostgresError) in
      try transaction.script("INSERT INTO slow VALUES (1)")
      impatience.begin()
    }
    #expect(try count("slow") == 1)
    #expect(impatience.asked.last == .never)
    #expect(impatience.isNeverAskedAgain)
    #expect(impatience.asked.first == .atOnce, "to connect")
    #expect(impatience.asked.contains(.afterGrace), "a statement")
  }

  @Test("ROLLBACK does not give way either: the transaction that was interrupted is over")
  func rollbackIsWaitedFor() throws {
    let conninfo = Cluster.shared.address(database: database)
    let impatience = Impatience(after: .seconds(60))
    var connection = try Connection(conninfo, applicationName: "tests", waiting: impatience)
    let failure = PostgresTests.failure { () throws(PostgresError) in
      try connection.transaction { transaction throws(PostgresError) in
        try transaction.script("INSERT INTO t VALUES (1)")
        impatience.begin(in: .milliseconds(300))
        try transaction.script("SELECT pg_sleep(60)")
      }
    }
    #expect(connection.isBroken == false)
    #expect(failure?.kind == .interrupted)
    #expect(impatience.asked.last == .never)
    #expect(impatience.isNeverAskedAgain)
    #expect(try count() == 0)
  }
}
