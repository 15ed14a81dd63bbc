import Postgres
import Testing

/// Ends of Orders, and what their settlement lines rest on.
@Suite struct OrderEndTests {
  private static let approved: [String: String] = [
    "status": "'approved'", "approval": "'express'", "approved_at": "'2020-01-06Z'",
    "responded_at": "'2020-01-06Z'",
  ]

  private func bench(_ rows: Row...) throws -> Bench {
    var bench = try Bench()
    try bench.run(rows.map(\.insert).joined())
    return bench
  }

  @Test func approvedIsFinal() throws {
    var bench = try bench(
      .project(1), .review(1, since: "'2020-01-05Z'", Self.approved))
    expect(
      bench.refusal(
        as: "settled_platform",
        "UPDATE orders SET status = 'agreed', approval = NULL, approved_at = NULL"),
      Refusal(
        "orders_end_is_final",
        "Order 1 can't become agreed: it was approved at 2020-01-06 00:00:00.000000 UTC,"
          + " and that is final."))
    try bench.run("UPDATE orders SET status = 'completed', completed_at = '2020-01-07Z'")
  }

  @Test func anAnswerIsTooLateAfterDeemedApproval() throws {
    var bench = try bench(.project(1), .review(1, since: "'2020-01-05Z'"))
    try bench.run(
      as: "settled_worker",
      "UPDATE orders SET status = 'approved', approval = 'deemed', approved_at = '2020-01-19Z'")
    expect(
      bench.refusal(
        as: "settled_platform",
        """
        UPDATE orders SET status = 'changes_requested', responded_at = '2020-01-18Z',
                          approval = NULL, approved_at = NULL
        """),
      Refusal(
        "orders_end_is_final",
        "Order 1 can't become changes_requested:"
          + " it was deemed approved at 2020-01-19 00:00:00.000000 UTC, and that is final."))
  }

  @Test func completedIsFinal() throws {
    var bench = try bench(
      .project(1),
      .order(1, ["status": "'completed'", "completed_at": "'2020-01-09Z'"]))
    expect(
      bench.refusal(
        of: """
          UPDATE orders SET status = 'cancelled', cancelled_at = '2020-01-10Z', completed_at = NULL
          """),
      Refusal(
        "orders_end_is_final",
        "Order 1 can't become cancelled: it was completed at 2020-01-09 00:00:00.000000 UTC,"
          + " and that is final."))
  }

  @Test func cancelledIsFinal() throws {
    var bench = try bench(
      .project(1),
      .order(1, ["status": "'cancelled'", "cancelled_at": "'2020-01-09Z'"]))
    expect(
      bench.refusal(of: "UPDATE orders SET status = 'agreed', cancelled_at = NULL"),
      Refusal(
        "orders_end_is_final",
        "Order 1 can't become agreed: it was cancelled at 2020-01-09 00:00:00.000000 UTC,"
          + " and that is final."))
  }

  @Test(arguments: [
    "fee_minor = 2000", "paid_minor = 0", "manual_review = false", "agreed_at = '2019-01-01Z'",
    "delivery_started_at = '2020-01-02Z'", "cancelled_at = '2020-01-02Z'",
    "content_submitted_at = '2020-01-03Z'",
  ]) func settledFactsStay(change: String) throws {
    var bench = try bench(
      .project(1), .settled(1),
      .order(1, ["status": "'cancelled'", "cancelled_at": "'2020-02-02Z'"]), .line(1, of: 1))
    expect(
      bench.refusal(as: "settled_platform", "UPDATE orders SET \(change)"),
      Refusal(
        "orders_settled_facts_stay",
        "Order 1 has been settled: what its settlement line rests on can't change."))
  }

  @Test(arguments: [
    "agreed_at = '2019-01-01Z'", "delivery_started_at = '2020-01-02Z'",
    "content_submitted_at = '2020-01-03Z'", "cancelled_at = '2020-03-02Z'",
  ]) func whatASettlementLeftOutStays(change: String) throws {
    var bench = try bench(
      .project(1), .settled(1),
      .order(1, ["status": "'cancelled'", "cancelled_at": "'2020-01-09Z'"]))
    expect(
      bench.refusal(as: "settled_platform", "UPDATE orders SET \(change)"),
      Refusal(
        "orders_left_out_of_a_settlement_stay",
        "Order 1 was cancelled at 2020-01-09 00:00:00.000000 UTC, and a settlement of its"
          + " Project 1 left it out: that can't change."))
    try bench.run(as: "settled_platform", "UPDATE orders SET paid_minor = 0")
  }

  /// A missed deadline settles Orders and need not end the Project. It took effect on 2020-02-02.
  @Test func whatEndedAfterASettlementMayBeCorrected() throws {
    var bench = try bench(
      .project(1), .settled(1),
      .order(1, ["status": "'cancelled'", "cancelled_at": "'2020-03-10Z'"]))
    try bench.run(as: "settled_platform", "UPDATE orders SET cancelled_at = '2020-03-09Z'")
    for instant in ["2020-02-02Z", "2020-01-09Z"] {
      let error = bench.refusal(
        as: "settled_platform", "UPDATE orders SET cancelled_at = '\(instant)'")
      #expect(error?.constraint == "orders_left_out_of_a_settlement_stay")
    }
  }

  @Test func whatNoSettlementLeftOutMayBeCorrected() throws {
    var bench = try bench(
      .project(1), .order(1, ["status": "'cancelled'", "cancelled_at": "'2020-01-09Z'"]))
    try bench.run(
      as: "settled_platform", "UPDATE orders SET cancelled_at = '2020-01-08Z'")
  }

  @Test func aSettledOrderMayStillBeCompleted() throws {
    var bench = try bench(
      .project(1), .settled(1), .review(1, since: "'2020-01-05Z'", Self.approved),
      .line(1, of: 1, ["refund_minor": "0", "retained_minor": "400"]))
    try bench.run(
      as: "settled_platform",
      "UPDATE orders SET status = 'completed', completed_at = '2020-02-09Z'")
    let error = bench.refusal(of: "UPDATE orders SET completed_at = '2020-02-10Z'")
    #expect(error?.constraint == "orders_settled_facts_stay")
  }

  @Test(arguments: [(1, 2), (7, 1)])
  func anOrderStaysInItsProject(order: Int, project: Int) throws {
    var bench = try bench(.project(1), .project(2), .order(1))
    expect(
      bench.refusal(
        of: "UPDATE orders SET order_id = \(order), project_id = \(project)"),
      Refusal(
        "orders_stay_in_their_project",
        "Order 1 of Project 1 can't become Order \(order) of Project \(project)."))
  }

  @Test func nothingJoinsASettledProject() throws {
    var bench = try bench(.project(1, ["status": "'cancelled'"]), .settled(1))
    expect(
      bench.refusal(as: "settled_platform", Row.order(1).insert),
      Refusal(
        "orders_join_no_settled_project",
        "Order 1 can't join Project 1, which was cancelled and settled."))
    try bench.run(
      Row.order(1, ["status": "'cancelled'", "cancelled_at": "'2020-01-02Z'"]).insert)
  }
}
