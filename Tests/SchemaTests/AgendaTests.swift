import Postgres
import TestCluster
import Testing

/// Whatever a fact can set off is on the agenda by the commit that records it.
@Suite struct AgendaTests {
  private static let since = "'2090-01-05 10:20:30.123456Z'"
  private static let due = "2090-01-19 10:20:30.123456"
  private static let deadline = "'2090-03-01 00:00:00.000001Z'"

  private func bench(_ rows: Row...) throws -> Bench {
    var bench = try Bench()
    try bench.run(rows.map(\.insert).joined())
    return bench
  }

  private static let everything = """
    SELECT concat_ws(' ', project_id,
             CASE WHEN due_at = 'infinity' THEN 'infinity'
                  WHEN due_at BETWEEN now() - interval '1 minute' AND now() THEN 'now'
                  ELSE to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') END)
      FROM agenda ORDER BY project_id
    """

  @Test func oneOrder() throws {
    var bench = try bench(.project(1))
    try bench.run(as: "settled_platform", Row.review(1, since: Self.since).insert)
    #expect(try bench.texts(Self.everything) == ["1 \(Self.due)"])
  }

  @Test func severalRowsTakeTheEarliest() throws {
    var bench = try bench(.project(1, ["deadline": Self.deadline]), .project(2))
    try bench.run(
      as: "settled_platform",
      """
      INSERT INTO orders (order_id, project_id, fee_minor, status, agreed_at, content_submitted_at,
                          review_requested_at)
      VALUES (1, 1, 5, 'agreed', '2020-01-01Z', NULL, NULL),
             (2, 1, 5, 'in_review', '2020-01-01Z', \(Self.since), \(Self.since)),
             (3, 2, 5, 'in_review', '2020-01-01Z', \(Self.since), '2090-02-01Z'),
             (4, 2, 5, 'proposed', NULL, NULL, NULL)
      """)
    #expect(
      try bench.texts(Self.everything) == ["1 \(Self.due)", "2 2090-02-15 00:00:00.000000"])
  }

  @Test func insertFromASelect() throws {
    var bench = try bench(.project(1))
    try bench.run(
      as: "settled_platform",
      """
      INSERT INTO orders (order_id, project_id, fee_minor, status, agreed_at, content_submitted_at,
                          review_requested_at)
      SELECT n, 1, 5, 'in_review', '2020-01-01Z', \(Self.since),
             \(Self.since)::timestamptz + n * interval '1 hour'
        FROM generate_series(0, 99) AS n
      """)
    #expect(try bench.texts(Self.everything) == ["1 \(Self.due)"])
  }

  @Test func copy() throws {
    var bench = try bench(
      .project(1, ["deadline": Self.deadline]), .project(2, kind: "partner"))
    _ = try Cluster.shared.psql(
      bench.database,
      """
      COPY settled.orders (order_id, project_id, fee_minor, status, agreed_at) FROM stdin;
      1\t1\t5\tagreed\t2020-01-01Z
      2\t1\t5\tproposed\t\\N
      \\.
      COPY settled.cancellations (project_id, initiated_by, communicated_at) FROM stdin;
      2\tprovider\t2020-01-01Z
      \\.

      """, user: "settled_platform")
    #expect(try bench.texts(Self.everything) == ["1 2090-03-01 00:00:00.000001", "2 now"])
  }

  @Test(arguments: [
    (
      "content comes in",
      """
      UPDATE orders SET status = 'in_review', content_submitted_at = '2090-02-01Z',
                        review_requested_at = '2090-02-01Z' WHERE order_id = 1
      """, "2090-02-15 00:00:00.000000"
    ),
    (
      "agreement",
      "UPDATE orders SET status = 'agreed', agreed_at = '2020-01-01Z' WHERE order_id = 3",
      "2090-03-01 00:00:00.000001"
    ),
    (
      "the review began earlier",
      "UPDATE orders SET review_requested_at = '2090-01-06Z' WHERE order_id = 2",
      "2090-01-20 00:00:00.000000"
    ),
    (
      "the review began later",
      "UPDATE orders SET review_requested_at = '2090-01-08Z' WHERE order_id = 2",
      "2090-01-22 00:00:00.000000"
    ),
    (
      "manual review after all", "UPDATE orders SET manual_review = true WHERE order_id = 4",
      "2090-01-19 10:20:30.123456"
    ),
    ("the deadline moves", "UPDATE projects SET deadline = '2090-02-01Z'", "now"),
    ("the deadline is lifted", "UPDATE projects SET deadline = NULL", "now"),
    ("the kind changes", "UPDATE projects SET kind = 'partner'", "now"),
    (
      "a cancellation",
      "INSERT INTO cancellations (project_id, initiated_by, communicated_at)"
        + " VALUES (1, 'provider', '2020-02-01Z')", "now"
    ),
  ]) func aChange(name: String, statement: String, due: String) throws {
    var bench = try bench(
      .project(1, ["deadline": Self.deadline]), .order(1),
      .review(2, since: "'2090-01-05Z'", ["manual_review": "true"]),
      .order(3, ["status": "'proposed'", "agreed_at": "NULL"]),
      .review(4, since: Self.since, ["manual_review": "false"]))
    // As if a worker had found nothing to do: only the change itself can bring it back.
    try bench.run("DELETE FROM agenda")
    try bench.run(as: "settled_platform", statement)
    #expect(try bench.texts(Self.everything) == ["1 \(due)"], "\(name)")
  }

  @Test(arguments: [
    "advertiser_accepted_at = '2020-02-02Z'", "provider_accepted_at = '2020-02-02Z'",
    "request_issued_at = '2020-02-02Z'", "declined_at = '2020-02-02Z'",
    "withdrawn_at = '2020-02-02Z'", "disputed_at = '2020-02-02Z'",
    "disputed_at = '2020-02-02Z', dispute_resolved_at = '2020-02-03Z'",
    "communicated_at = '2020-02-02Z'", "initiated_by = 'provider'",
  ]) func aFactOfACancellation(change: String) throws {
    var bench = try bench(.project(1, kind: "partner"), .order(1), .cancellation(1))
    try bench.run("DELETE FROM agenda")
    try bench.run(as: "settled_platform", "UPDATE cancellations SET \(change)")
    #expect(try bench.texts(Self.everything) == ["1 now"])
  }

  @Test(arguments: ["'2020-02-03Z'", "NULL"]) func aDisputeIsResolvedOrNot(at instant: String)
    throws
  {
    let dispute = ["disputed_at": "'2020-02-02Z'", "dispute_resolved_at": "'2020-02-04Z'"]
    var bench = try bench(.project(1, kind: "partner"), .order(1), .cancellation(1, dispute))
    try bench.run("DELETE FROM agenda")
    try bench.run(
      as: "settled_platform", "UPDATE cancellations SET dispute_resolved_at = \(instant)")
    #expect(try bench.texts(Self.everything) == ["1 now"])
  }

  @Test(arguments: [
    "status = 'completed', completed_at = '2020-03-01Z'",
    "status = 'cancelled', cancelled_at = '2020-03-01Z'",
    "delivery_started_at = '2020-01-03Z'", "delivery_started_at = NULL",
  ]) func anOrderOfAWaitingProject(change: String) throws {
    var bench = try bench(
      .project(1, kind: "partner"), .order(1, ["delivery_started_at": "'2020-01-02Z'"]),
      .cancellation(1, ["status": "'waiting_for_open_orders'"]))
    try bench.run("DELETE FROM agenda")
    try bench.run(as: "settled_platform", "UPDATE orders SET \(change)")
    #expect(try bench.texts(Self.everything) == ["1 now"])
  }

  @Test func theEndOfAProjectWithAnEscalatedCancellation() throws {
    var bench = try bench(.project(1), .order(1), .cancellation(1, ["status": "'escalated'"]))
    try bench.run("DELETE FROM agenda")
    try bench.run(as: "settled_platform", "UPDATE projects SET status = 'completed'")
    #expect(try bench.texts(Self.everything) == ["1 now"])
  }

  /// An Order cancelled after the deadline is still owed what had become due by then.
  @Test func anOrderCancelledAfterTheDeadline() throws {
    var bench = try bench(.project(1, ["deadline": "'2020-02-01Z'"]))
    let cancelled = ["status": "'cancelled'", "cancelled_at": "'2020-02-01Z'"]
    try bench.run(as: "settled_platform", Row.order(1, cancelled).insert)
    #expect(try bench.texts(Self.everything) == [])
    try bench.run(
      as: "settled_platform", "UPDATE orders SET cancelled_at = '2020-02-01 00:00:00.000001Z'")
    #expect(try bench.texts(Self.everything) == ["1 now"])
  }

  @Test func twoCancellationsOfAProjectInOneStatement() throws {
    var bench = try bench(
      .project(1), .order(1),
      .cancellation(
        1, ["disputed_at": "'2020-02-02Z'", "declined_at": "'2020-02-03Z'"]),
      .cancellation(2, ["disputed_at": "'2020-02-04Z'"]))
    try bench.run("DELETE FROM agenda")
    try bench.run(
      as: "settled_platform", "UPDATE cancellations SET dispute_resolved_at = '2020-02-05Z'")
    #expect(try bench.texts(Self.everything) == ["1 now"])
  }

  @Test func whatIsOnTheAgendaIsNeverPutOff() throws {
    var bench = try bench(.project(1), .review(1, since: Self.since))
    try bench.run("UPDATE orders SET review_requested_at = '2090-05-01Z'")
    try bench.run(Row.review(2, since: "'2090-05-01Z'").insert)
    #expect(try bench.texts(Self.everything) == ["1 \(Self.due)"])
  }
}
