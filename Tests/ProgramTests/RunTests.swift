import TestCluster
import Testing

/// What `migrate`, `run --once`, `status` and `quarantine` do and print.
@Suite struct RunTests {
  @Test func migrateTwice() throws {
    let stage = try Stage(migrated: false)
    let first = try stage.program.run("migrate")
    #expect(first.status == 0)
    #expect(first.output.contains("is now at version"))
    let second = try stage.program.run("migrate", "--json").json()
    #expect(second["applied"] as? [String] == [])
    #expect(second["schema"] as? String == "settled")
  }

  @Test func anotherMarketInTheSameDatabase() throws {
    let stage = try Stage()
    #expect(try stage.program.run("migrate", "--schema", "Markt 7").status == 0)
    try stage.addSettleable()
    let other = try stage.program.run("run", "--once", "--schema", "Markt 7")
    #expect(other.output == "nothing was due\n")
    #expect(try stage.program.run("run", "--once").output.contains("1 cancellation settled"))
  }

  @Test func settleOnceAndOnlyOnce() throws {
    let stage = try Stage()
    try stage.addSettleable()
    let first = try stage.program.run("run", "--once")
    #expect(first.status == 0)
    #expect(first.output == "1 cancellation settled\n91.05 EUR credited\n")
    #expect(try stage.program.run("run", "--once").output == "nothing was due\n")
    #expect(
      try stage.sql("SELECT order_id, rule, refund_minor FROM settlement_lines ORDER BY 1")
        == "1|creator.before_submission.advertiser|9005\n2|creator.before_order|100")
    #expect(
      try stage.sql("SELECT amount_minor, due_by = '2026-01-06Z' FROM refund_credits") == "9105|t")
  }

  @Test func cancelledAfterItsMissedDeadline() throws {
    let stage = try Stage()
    try stage.addProjects()
    try stage.sql(
      """
      INSERT INTO projects (project_id, advertiser_id, kind, currency, deadline)
      VALUES (30, 1, 'creator', 'EUR', '2026-02-01Z');
      INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                          cancelled_at)
      VALUES (31, 30, 100, 50, 'cancelled', '2026-01-01Z', '2026-02-02Z'),
             (32, 30, 100, 50, 'agreed', '2026-01-01Z', NULL);
      """)
    let run = try stage.program.run("run", "--once")
    #expect(run.output == "1 deadline missed\n1.00 EUR credited\n", "\(run.complaint)")
    #expect(try stage.sql("SELECT status FROM projects WHERE project_id = 30") == "cancelled")
  }

  @Test func summaryForAMachine() throws {
    let stage = try Stage()
    try stage.addSettleable()
    let run = try stage.program.run("run", "--once", "--json", "--processing-time", "1h")
    let summary = try run.json()
    #expect(summary["settled"] as? Int == 1)
    #expect(summary["in_quarantine"] as? Int == 0)
    let refunds = summary["refunded_minor"] as? [[String: Any]]
    #expect(refunds?.first?["amount_minor"] as? Int == 9105)
    #expect(try stage.sql("SELECT due_by = '2026-01-03 01:00Z' FROM refund_credits") == "t")
  }

  @Test func quarantineAndRelease() throws {
    let stage = try Stage()
    try stage.addUnjudgeable()
    let run = try stage.program.run("run", "--once")
    #expect(run.status == 65)
    #expect(run.complaint.contains("settled quarantine list"))
    let list = try stage.program.run("quarantine", "list")
    #expect(list.status == 0)
    #expect(list.output.contains("cancellation 5  sum_out_of_range"))
    #expect(try stage.program.run("status", "--json").json()["quarantined"] as? Int == 1)

    #expect(try stage.program.run("quarantine", "release", "order", "1").status == 64)
    let release = try stage.program.run("quarantine", "release", "cancellation", "5")
    #expect(release.output == "Released cancellation 5: Project 10 is due now.\n")
    #expect(try stage.program.run("status", "--json").json()["due"] as? Int == 1)
    #expect(try stage.program.run("run", "--once").status == 65, "its cause is still there")

    try stage.sql("UPDATE orders SET fee_minor = 7, paid_minor = 7 WHERE order_id = 1")
    #expect(try stage.program.run("run", "--once").status == 0, "changed facts need no release")
    #expect(try stage.program.run("quarantine", "list").output == "Nothing is in quarantine.\n")
    #expect(try stage.sql("SELECT amount_minor FROM refund_credits") == "8")
  }

  @Test func statusShowsWhatComes() throws {
    let stage = try Stage()
    try stage.addSettleable()
    try stage.sql(
      """
      INSERT INTO orders (order_id, project_id, fee_minor, status, agreed_at, content_submitted_at,
                          review_requested_at)
      VALUES (9, 20, 1, 'in_review', '2026-01-01Z', '9000-01-01Z', '9000-01-01Z');
      """)
    let before = try stage.program.run("status", "--json").json()
    #expect(before["due"] as? Int == 1)
    #expect(before["next_due_at"] as? String == "9000-01-15T00:00:00Z")
    #expect(try stage.program.run("run", "--once").status == 0)
    let text = try stage.program.run("status").output
    #expect(text.contains("due          0\n"))
    #expect(text.contains("next due     9000-01-15T00:00:00Z"))
  }
}
