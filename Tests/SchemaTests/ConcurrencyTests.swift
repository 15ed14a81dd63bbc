import Postgres
import TestCluster
import Testing

/// Two sessions at once. The one whose statements are given here comes first, and commits when the
/// other waits for it.
@Suite struct ConcurrencyTests {
  /// Runs `second` in a session of its own while the transaction of `first` is open; why the second is
  /// refused, if it is.
  private func race(
    in bench: borrowing Bench, first: String, then ending: String = "", second: [String],
    as role: String = "settled_platform", waits: Bool = true
  ) throws -> String? {
    let database = bench.database
    var leader = try Bench.connect(database)
    var observer = try Bench.connect(database)
    try leader.script("BEGIN; \(first)")
    let crowd = Crowd(1) { _ in
      var follower = try Bench.connect(database, user: role, applicationName: "follower")
      do {
        for statement in second { try follower.script(statement) }
      } catch let error as PostgresError {
        return error.description
      }
      return ""
    }
    if waits {
      try Waiting.untilBlocked("follower", in: database, observer: &observer)
    } else {
      _ = try crowd.results()
    }
    try leader.script("\(ending); COMMIT")
    return try crowd.results().first
  }

  private func bench(_ rows: Row...) throws -> Bench {
    var bench = try Bench()
    try bench.run(rows.map(\.insert).joined())
    return bench
  }

  @Test func anOrderThatMeetsASettlementIsRefused() throws {
    let bench = try bench(.project(1), .order(1), .cancellation(1))
    let answer = try race(
      in: bench, first: "SELECT FROM projects WHERE project_id = 1 FOR NO KEY UPDATE",
      then: """
        UPDATE cancellations SET status = 'settled', effective_at = '2020-02-02Z',
                                 settled_at = now();
        UPDATE orders SET status = 'cancelled', cancelled_at = '2020-02-02Z';
        UPDATE projects SET status = 'cancelled'; DELETE FROM agenda
        """, second: [Row.order(2).insert])
    #expect(
      answer?.hasPrefix("Order 2 can't join Project 1, which was cancelled and settled.") == true)
    #expect(answer?.contains("orders_join_no_settled_project") == true)
  }

  @Test("Who meets a Project on its way into quarantine wakes it", arguments: [1, 2])
  func wakesWhatGoesIntoQuarantine(projects: Int) throws {
    var bench = try bench(.project(1), .order(1), .cancellation(1))
    if projects == 2 {
      try bench.run(
        Row.project(2).insert + Row.order(2, in: 2).insert + Row.cancellation(2, in: 2).insert)
    }
    let answer = try race(
      in: bench, first: "UPDATE agenda SET due_at = 'infinity' WHERE project_id = 1",
      second: ["UPDATE orders SET status = 'completed', completed_at = '2020-01-09Z'"])
    #expect(answer == "")
    #expect(try bench.text("SELECT bool_and(due_at <= now()) FROM agenda") == "true")
  }

  /// By its snapshot the first session does not see what the other has done meanwhile.
  @Test(
    arguments: [
      (
        "UPDATE projects SET status = 'cancelled' WHERE project_id = 1",
        "UPDATE orders SET cancelled_at = '2020-01-08Z' WHERE order_id = 1", "40001"
      ),
      (
        "DELETE FROM agenda WHERE project_id = 1",
        "UPDATE orders SET agreed_at = '2020-01-02Z' WHERE order_id = 1", "40001"
      ),
      (
        "UPDATE agenda SET due_at = 'infinity' WHERE project_id = 1",
        "UPDATE orders SET agreed_at = '2020-01-02Z' WHERE order_id = 1", "40001"
      ),
      (
        Row.order(3, ["content_submitted_at": "'2020-01-09Z'"]).insert,
        "UPDATE projects SET deadline = '2090-01-01Z' WHERE project_id = 1", "0A000"
      ),
      (
        Row.settled(2).insert, "UPDATE projects SET currency = 'USD' WHERE project_id = 1", "0A000"
      ),
      (
        """
        UPDATE cancellations SET advertiser_accepted_at = '2020-02-02Z',
                                 provider_accepted_at = '2020-02-02Z'
        """, "UPDATE projects SET status = 'completed' WHERE project_id = 1", "0A000"
      ),
      (
        "UPDATE projects SET status = 'cancelled' WHERE project_id = 1",
        "UPDATE cancellations SET declined_at = '2020-02-02Z' WHERE cancellation_id = 1", "40001"
      ),
    ], ["REPEATABLE READ", "SERIALIZABLE"])
  func anOlderSnapshotIsNotTrusted(
    change: (meanwhile: String, statement: String, sqlState: String), level: String
  ) throws {
    var bench = try bench(
      .project(1, ["deadline": "'2095-01-01Z'"]), .order(2),
      .order(1, ["status": "'cancelled'", "cancelled_at": "'2020-01-09Z'"]), .cancellation(1))
    var platform = try Bench.connect(bench.database, user: "settled_platform")
    try platform.script("BEGIN ISOLATION LEVEL \(level); SELECT count(*) FROM orders")
    try bench.run(change.meanwhile)
    let error = #expect(throws: PostgresError.self) { try platform.script(change.statement) }
    #expect(error?.sqlState == change.sqlState)
    try platform.script("ROLLBACK")
  }

  @Test(arguments: ["REPEATABLE READ", "SERIALIZABLE"])
  func norIsItInAProjectThatHasEnded(level: String) throws {
    var bench = try bench(.project(1, ["status": "'completed'"]), .order(1))
    try bench.run("INSERT INTO agenda VALUES (1, now())")
    var platform = try Bench.connect(bench.database, user: "settled_platform")
    try platform.script("BEGIN ISOLATION LEVEL \(level); SELECT count(*) FROM orders")
    try bench.run("UPDATE agenda SET due_at = 'infinity' WHERE project_id = 1")
    let error = #expect(throws: PostgresError.self) {
      try platform.script("UPDATE orders SET paid_minor = 0 WHERE order_id = 1")
    }
    #expect(error?.sqlState == "40001")
    try platform.script("ROLLBACK")
  }

  @Test func anOrderThatMeetsAWorkerWithNothingToDoIsAccepted() throws {
    var bench = try bench(.project(1, ["deadline": "'2090-01-01Z'"]), .order(1))
    let answer = try race(
      in: bench, first: "SELECT FROM agenda WHERE project_id = 1 FOR UPDATE",
      then: "DELETE FROM agenda", second: [Row.order(2).insert])
    #expect(answer == "")
    #expect(try bench.texts("SELECT due_at::date::text FROM agenda") == ["2090-01-01"])
  }

  @Test func ofTwoCancellationsAtOnceOneIsRefused() throws {
    var bench = try bench(.project(1), .order(1))
    let answer = try race(
      in: bench, first: Row.cancellation(1).insert, second: [Row.cancellation(2).insert])
    #expect(answer?.contains("SQLSTATE 23505") == true)
    #expect(answer?.contains("cancellations_one_is_live_per_project") == true)
    #expect(try bench.texts("SELECT cancellation_id::text FROM cancellations") == ["1"])
  }

  @Test func aCancellationFollowsAWithdrawalAtOnce() throws {
    var bench = try bench(.project(1), .order(1), .cancellation(1))
    try bench.run(
      "BEGIN; UPDATE cancellations SET withdrawn_at = '2020-02-02Z';"
        + Row.cancellation(2).insert + "COMMIT")
    #expect(try bench.text("SELECT count(*) FROM cancellations") == "2")
  }

  @Test func contentDoesNotSlipPastAMovingDeadline() throws {
    var bench = try bench(.project(1, ["deadline": "'2090-03-01Z'"]), .order(1))
    let answer = try race(
      in: bench, first: "UPDATE projects SET deadline = '2090-01-01Z'",
      second: [
        """
        UPDATE orders SET status = 'in_review', content_submitted_at = '2090-02-01Z',
                          review_requested_at = '2090-02-01Z'
        """
      ])
    #expect(answer?.contains("orders_content_comes_before_the_deadline") == true)
    #expect(try bench.text("SELECT content_submitted_at FROM orders") == nil)
  }

  @Test func aDeadlineDoesNotSlipPastContentThatComesIn() throws {
    let bench = try bench(.project(1, ["deadline": "'2090-03-01Z'"]), .order(1))
    let answer = try race(
      in: bench,
      first: """
        UPDATE orders SET status = 'in_review', content_submitted_at = '2090-02-01Z',
                          review_requested_at = '2090-02-01Z'
        """, second: ["UPDATE projects SET deadline = '2090-01-01Z'"])
    #expect(answer?.contains("projects_deadline_spares_submitted_content") == true)
  }

  /// A session that reads an older snapshot does not put an Order where nobody will settle it.
  @Test(arguments: ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
  func anOrderDoesNotJoinAProjectThatWasSettledMeanwhile(isolation: String) throws {
    var bench = try bench(.project(1))
    var session = try Bench.connect(bench.database, user: "settled_platform")
    try session.script("BEGIN ISOLATION LEVEL \(isolation); SELECT FROM orders")
    try bench.run(Row.settled(1).insert + "UPDATE projects SET status = 'cancelled'")
    #expect(throws: PostgresError.self) { try session.script(Row.order(1).insert) }
  }

  /// A session that reads an older snapshot still wakes whoever waits for it.
  @Test(arguments: ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
  func aCompletionWakesWhomItDoesNotSee(isolation: String) throws {
    var bench = try bench(
      .project(1, kind: "partner"), .order(1, ["delivery_started_at": "'2020-01-02Z'"]))
    var session = try Bench.connect(bench.database, user: "settled_platform")
    try session.script("BEGIN ISOLATION LEVEL \(isolation); SELECT FROM orders")
    // Meanwhile the Project is cancelled, and a worker has found that it has to wait.
    try bench.run(
      Row.cancellation(
        1,
        [
          "request_issued_at": "'2020-02-02Z'", "provider_accepted_at": "'2020-02-03Z'",
          "status": "'waiting_for_open_orders'",
        ]
      ).insert + "DELETE FROM agenda")
    try session.script(
      "UPDATE orders SET status = 'completed', completed_at = '2020-03-01Z'; COMMIT")
    #expect(try bench.text("SELECT due_at <= now() FROM agenda") == "true")
  }
}
