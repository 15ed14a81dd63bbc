import Postgres
import Testing

/// What lines and credits rest on is there, and stays.
@Suite struct SettledRowsTests {
  private func bench() throws -> Bench {
    var bench = try Bench()
    try bench.run(
      Row.project(1).insert + Row.project(2).insert + Row.settled(1).insert
        + Row.settled(2, in: 2).insert
        + Row.order(1, ["status": "'cancelled'", "cancelled_at": "'2020-02-02Z'"]).insert
        + Row.order(2, in: 2).insert + Row.order(3).insert + Row.line(1, of: 1).insert)
    return bench
  }

  @Test(arguments: [
    (Row.line(77, of: 1), "settlement_lines_order_id_fkey", "there is no such Order"),
    (Row.line(3, of: 77), "settlement_lines_cancellation_id_fkey", "there is no such cancellation"),
    (
      Row.line(2, of: 1), "settlement_lines_cancellation_id_fkey",
      "they belong to different Projects"
    ),
  ]) func aLineRestsOnItsProject(line: Row, constraint: String, reason: String) throws {
    var bench = try bench()
    let error = bench.refusal(of: line.insert)
    #expect(error?.constraint == constraint)
    #expect(error?.sqlState == "23503")
    #expect(error?.message.hasSuffix("rests on nothing: \(reason).") == true)
  }

  @Test func oneBadLineAmongManyIsFound() throws {
    var bench = try bench()
    let error = bench.refusal(
      of: """
        INSERT INTO orders (order_id, project_id, fee_minor) SELECT n, 1, 9
          FROM generate_series(100, 199) n;
        INSERT INTO settlement_lines SELECT n, CASE n WHEN 150 THEN 2 ELSE 1 END,
               'creator.before_order', '2026-02', 9, 0, 0, 0 FROM generate_series(100, 199) n
        """)
    #expect(error?.message.contains("of Order 150 by cancellation 2 rests on nothing") == true)
  }

  @Test func aCreditRestsOnItsProject() throws {
    var bench = try bench()
    let error = bench.refusal(
      of: """
        INSERT INTO refund_credits (cancellation_id, advertiser_id, project_id, currency,
                                    amount_minor, due_by)
        VALUES (1, 1, 2, 'EUR', 400, '2020-02-05Z')
        """)
    #expect(error?.constraint == "refund_credits_cancellation_id_fkey")
    #expect(error?.sqlState == "23503")
  }

  @Test(arguments: [
    ("orders", "order_id = 1"), ("cancellations", "cancellation_id = 1"),
  ]) func whatIsSettledIsNotDeleted(table: String, row: String) throws {
    var bench = try bench()
    let error = bench.refusal(of: "DELETE FROM \(table) WHERE \(row)")
    #expect(error?.constraint == "\(table)_settled_rows_stay")
    #expect(error?.sqlState == "23503")
    #expect(bench.refusal(of: "TRUNCATE \(table)") != nil)
  }

  /// Who can't see what was settled meanwhile must not delete what that rests on.
  @Test func anOlderSnapshotDeletesNothing() throws {
    var bench = try bench()
    let error = bench.refusal(
      of: """
        BEGIN ISOLATION LEVEL REPEATABLE READ; DELETE FROM orders WHERE order_id = 3; COMMIT
        """)
    try bench.run("ROLLBACK")
    #expect(error?.sqlState == "0A000")
  }

  @Test func whatIsNotSettledMayBe() throws {
    var bench = try bench()
    #expect(bench.refusal(of: "DELETE FROM orders WHERE order_id = 3") == nil)
  }
}
