import Postgres
import Testing

/// Money and messages: what stands there, stands.
@Suite struct AppendOnlyTests {
  static let tables = ["settlement_lines", "refund_credits", "notifications"]
  static let replication = ["origin", "replica", "local"]

  private func bench() throws -> Bench {
    var bench = try Bench()
    try bench.run(
      Row.project(1).insert + Row.settled(1).insert
        + Row.order(1, ["status": "'cancelled'", "cancelled_at": "'2020-02-02Z'"]).insert
        + Row.line(1, of: 1).insert
          + """
          INSERT INTO refund_credits (cancellation_id, advertiser_id, project_id, currency,
                                      amount_minor, due_by)
          VALUES (1, 1, 1, 'EUR', 400, '2020-02-05Z');
          INSERT INTO notifications (recipient, recipient_id, kind, project_id, cancellation_id)
          VALUES ('advertiser', 1, 'refund_credited', 1, 1)
          """)
    return bench
  }

  @Test(arguments: tables, replication)
  func nobodyChangesARow(table: String, role: String) throws {
    var bench = try bench()
    try bench.run("SET session_replication_role = \(role)")
    let statements = [
      ("UPDATE", "UPDATE \(table) SET project_id = 1"), ("DELETE", "DELETE FROM \(table)"),
      ("TRUNCATE", "TRUNCATE \(table)"),
    ]
    for (verb, statement) in statements {
      let sql =
        table == "settlement_lines"
        ? statement.replacing("project_id = 1", with: "refund_minor = 0") : statement
      let error = bench.refusal(of: sql)
      expect(
        error,
        Refusal(
          "\(table)_are_append_only", "What stands in \(table) is final: \(verb) is refused."))
      #expect(error?.sqlState == "23000")
    }
    #expect(try bench.text("SELECT count(*) FROM \(table)") == "1")
  }

  @Test(
    arguments: ["advertisers", "projects", "orders", "cancellations"], replication)
  func nobodyEmptiesThemFromAbove(table: String, role: String) throws {
    var bench = try bench()
    try bench.run("SET session_replication_role = \(role)")
    let error = bench.refusal(of: "TRUNCATE \(table) CASCADE")
    #expect(error?.message.hasSuffix("is final: TRUNCATE is refused.") == true)
    #expect(bench.refusal(of: "TRUNCATE \(table)") != nil)
  }

  @Test func theGuardsHoldInAReplicationSessionToo() throws {
    var bench = try Bench()
    try bench.run("SET session_replication_role = replica")
    try bench.run(
      Row.project(1, ["deadline": "'2020-02-01Z'"]).insert + Row.order(1).insert)
    #expect(try bench.texts("SELECT (due_at <= now())::text FROM agenda") == ["true"])
    #expect(
      bench.refusal(of: "UPDATE orders SET content_submitted_at = '2020-02-01Z'")?.constraint
        == "orders_content_comes_before_the_deadline")
    #expect(
      bench.refusal(of: "UPDATE projects SET deadline = NULL")?.constraint
        == "projects_past_deadline_stays")
  }

  @Test func everyTriggerIsAlwaysOn() throws {
    var bench = try Bench()
    let others = try bench.texts(
      """
      SELECT tgrelid::regclass || '.' || tgname FROM pg_trigger
       WHERE NOT tgisinternal AND tgenabled <> 'A'
      """)
    #expect(others == [])
  }
}
