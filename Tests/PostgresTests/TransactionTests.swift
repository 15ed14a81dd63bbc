import Postgres
import TestCluster
import Testing

@Suite struct TransactionTests {
  private let database: String

  init() throws {
    database = try Cluster.shared.createDatabase()
    _ = try Cluster.shared.psql(
      database, "CREATE TABLE t (a int PRIMARY KEY, b int REFERENCES t DEFERRABLE)")
  }

  private func count() throws -> Int64 {
    var connection = try reach(database)
    return try connection.execute("SELECT count(*) FROM t").int64(0, 0)
  }

  @Test func commits() throws {
    var connection = try reach(database)
    let answer = try connection.transaction { transaction throws(PostgresError) in
      try transaction.execute("INSERT INTO t VALUES (1)")
      try transaction.script("INSERT INTO t VALUES (2); INSERT INTO t VALUES (3)")
      return try transaction.execute("SELECT current_setting('transaction_isolation')").text(0, 0)
    }
    #expect(answer == "read committed")
    #expect(try count() == 3)
  }

  @Test func rollsBackWhenItThrows() throws {
    var connection = try reach(database)
    let thrown = PostgresError(sqlState: "P0001", message: "second thoughts")
    let error = failure { () throws(PostgresError) in
      try connection.transaction { transaction throws(PostgresError) in
        try transaction.execute("INSERT INTO t VALUES (1)")
        throw thrown
      }
    }
    #expect(error == thrown)
    #expect(try count() == 0)
    #expect(try connection.execute("SELECT pg_current_xact_id_if_assigned() IS NULL").bool(0, 0))
  }

  @Test func anErrorThatWasCaughtIsThrownByTheCommit() throws {
    var connection = try reach(database)
    let error = failure { () throws(PostgresError) in
      try connection.transaction { transaction throws(PostgresError) in
        try transaction.execute("INSERT INTO t VALUES (1)")
        _ = try? transaction.execute("SELECT 1 / 0")
      }
    }
    #expect(error?.sqlState == "22012")
    #expect(try count() == 0)
  }

  @Test func aCommitMayFail() throws {
    var connection = try reach(database)
    let error = failure { () throws(PostgresError) in
      try connection.transaction { transaction throws(PostgresError) in
        try transaction.script("SET CONSTRAINTS ALL DEFERRED; INSERT INTO t VALUES (1, 2)")
      }
    }
    #expect(error?.sqlState == "23503")
    #expect(try count() == 0)
    try connection.transaction { transaction throws(PostgresError) in
      try transaction.script("INSERT INTO t VALUES (1)")
    }
    #expect(try count() == 1)
  }

  @Test func savepointsRecover() throws {
    var connection = try reach(database)
    try connection.transaction { transaction throws(PostgresError) in
      try transaction.script("INSERT INTO t VALUES (1); SAVEPOINT s")
      _ = try? transaction.script("INSERT INTO t VALUES (1)")
      try transaction.script("ROLLBACK TO s; INSERT INTO t VALUES (2)")
    }
    #expect(try count() == 2)
  }

  @Test func mustNotEndByItself() throws {
    var connection = try reach(database)
    let error = failure { () throws(PostgresError) in
      try connection.transaction { transaction throws(PostgresError) in
        try transaction.script("COMMIT")
      }
    }
    #expect(error?.kind == .unusable)
    try connection.script("BEGIN")
    let second = failure { () throws(PostgresError) in
      try connection.transaction { _ throws(PostgresError) in }
    }
    #expect(second?.message == "a transaction is already in progress")
  }
}
