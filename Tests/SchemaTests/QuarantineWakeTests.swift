import Postgres
import Testing

/// A Project in quarantine is tried again when its facts change, whichever they are.
@Suite struct QuarantineWakeTests {
  private func bench(_ project: [String: String] = [:]) throws -> Bench {
    var bench = try Bench()
    try bench.run(
      Row.project(1, project).insert
        + Row.order(1, ["status": "'completed'", "completed_at": "'2020-01-09Z'"]).insert
        + Row.order(2).insert + Row.cancellation(1).insert
          + """
          INSERT INTO quarantine (subject, subject_id, project_id, code, detail)
          VALUES ('order', 1, 1, 'odd', 'Odd.');
          INSERT INTO agenda VALUES (1, 'infinity')
            ON CONFLICT (project_id) DO UPDATE SET due_at = 'infinity'
          """)
    return bench
  }

  private static let orders = [
    "UPDATE orders SET fee_minor = 2000 WHERE order_id = 1",
    "UPDATE orders SET paid_minor = 0 WHERE order_id = 1",
    "UPDATE orders SET completed_at = '2020-01-10Z' WHERE order_id = 1",
    "UPDATE orders SET content_submitted_at = '2020-01-02Z' WHERE order_id = 1",
    "UPDATE orders SET agreed_at = '2020-01-02Z' WHERE order_id = 2",
    "UPDATE orders SET manual_review = false WHERE order_id = 2",
    "UPDATE orders SET status = 'cancelled', cancelled_at = '2020-02-01Z' WHERE order_id = 2",
    Row.order(3, ["status": "'proposed'", "agreed_at": "NULL"]).insert,
  ]

  @Test(
    arguments: orders + [
      "UPDATE cancellations SET disputed_at = '2020-02-02Z'",
      "UPDATE cancellations SET withdrawn_at = '2020-02-02Z'",
      "UPDATE cancellations SET initiated_by = 'provider'",
      "UPDATE projects SET provider_id = NULL", "UPDATE projects SET deadline = '2090-01-01Z'",
      "UPDATE projects SET currency = 'USD'", "UPDATE projects SET status = 'completed'",
    ]) func aFactChanges(statement: String) throws
  {
    var bench = try bench()
    try bench.run(as: "settled_platform", statement)
    #expect(try bench.text("SELECT due_at <= now() FROM agenda") == "true")
  }

  @Test(arguments: orders) func aFactOfAnEndedProjectChanges(statement: String) throws {
    var bench = try bench(["status": "'completed'"])
    try bench.run(as: "settled_platform", statement)
    #expect(try bench.text("SELECT due_at <= now() FROM agenda") == "true")
  }

  /// What an Order brings of its own lies ahead; what else is due in its Project does not wait for that.
  @Test func anOrderJoinsWithADeadlineToCome() throws {
    var bench = try bench(["deadline": "'2090-01-01Z'"])
    try bench.run(as: "settled_platform", Row.order(3).insert)
    #expect(try bench.text("SELECT due_at <= now() FROM agenda") == "true")
  }

  @Test func itsEndWithoutAnyCancellation() throws {
    var bench = try bench()
    try bench.run("DELETE FROM cancellations; UPDATE agenda SET due_at = 'infinity'")
    try bench.run(as: "settled_platform", "UPDATE projects SET status = 'completed'")
    #expect(try bench.text("SELECT due_at <= now() FROM agenda") == "true")
  }

  /// The agenda itself tells that a Project is held, whatever became of the reason.
  @Test func withoutItsReasonItIsWokenToo() throws {
    var bench = try bench()
    try bench.run("DELETE FROM quarantine")
    try bench.run(as: "settled_platform", "UPDATE orders SET paid_minor = 0 WHERE order_id = 1")
    #expect(try bench.text("SELECT due_at <= now() FROM agenda") == "true")
  }

  @Test func nothingElseWakesIt() throws {
    var bench = try bench()
    try bench.run(
      as: "settled_platform",
      """
      UPDATE advertisers SET email = 'one@example.org';
      UPDATE orders SET fee_minor = fee_minor; UPDATE projects SET kind = kind;
      UPDATE cancellations SET communicated_at = communicated_at
      """)
    #expect(try bench.text("SELECT due_at FROM agenda") == "infinity")
  }
}
