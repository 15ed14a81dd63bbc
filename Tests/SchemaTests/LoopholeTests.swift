import Postgres
import Testing

/// Ways around the guards that were once open.
@Suite struct LoopholeTests {
  private func bench(_ rows: Row...) throws -> Bench {
    var bench = try Bench()
    try bench.run(rows.map(\.insert).joined())
    return bench
  }

  @Test func aReviewThatIsOverIsNotLeftForAnEarlierStage() throws {
    var bench = try bench(.project(1), .review(1, since: "'2020-01-31Z'"))
    let error = bench.refusal(
      as: "settled_platform", "UPDATE orders SET status = 'agreed', review_requested_at = NULL")
    #expect(error?.constraint == "orders_past_review_stays")
  }

  @Test(arguments: ["NULL", "'2090-01-01Z'"])
  func anAcceptanceIsNotTakenBack(_ accepted: String) throws {
    var bench = try bench(
      .project(1), .order(1),
      .cancellation(
        1,
        [
          "advertiser_accepted_at": "'2020-02-02Z'", "provider_accepted_at": "'2020-02-02Z'",
        ]))
    let error = bench.refusal(
      as: "settled_platform", "UPDATE cancellations SET provider_accepted_at = \(accepted)")
    #expect(error?.constraint == "cancellations_acceptance_stays")
  }

  @Test func aCancellationEndsWithItsProject() throws {
    var bench = try bench(.project(1), .order(1), .cancellation(1))
    try bench.run("UPDATE projects SET status = 'completed'")
    let error = bench.refusal(
      as: "settled_platform", "UPDATE cancellations SET declined_at = '2020-02-03Z'")
    #expect(error?.constraint == "cancellations_end_with_their_project")
  }

  @Test func oneStatementRecordsAProjectAndItsLateContent() throws {
    var bench = try bench(.project(1))
    let error = bench.refusal(
      as: "settled_platform",
      """
      WITH p AS (INSERT INTO projects (project_id, advertiser_id, kind, currency, deadline)
                 VALUES (2, 1, 'creator', 'EUR', '2020-02-01Z') RETURNING project_id)
      INSERT INTO orders (order_id, project_id, fee_minor, status, agreed_at, content_submitted_at,
                          review_requested_at)
      SELECT 2, project_id, 1, 'in_review', '2020-01-01Z', '2020-02-02Z', '2020-02-02Z' FROM p
      """)
    #expect(error?.constraint == "orders_content_comes_before_the_deadline")
  }

  @Test func aDeadlineIsRecordedOnlyWhereSomethingWasMissed() throws {
    var bench = try bench(.project(1, ["deadline": "'2020-02-01Z'"]))
    try bench.run(
      as: "settled_worker", "SELECT * FROM record_missed_deadlines(ARRAY[1, 1], ARRAY['x', 'y'])")
    #expect(try bench.texts("SELECT cancellation_id::text FROM cancellations") == [])
  }
}
