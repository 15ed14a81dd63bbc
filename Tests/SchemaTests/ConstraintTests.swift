import Postgres
import Testing

@Suite struct ConstraintTests {
  private static let scene =
    Row.project(1).insert + Row.project(2).insert + Row.project(3).insert
    + Row.order(1).insert + Row.order(2).insert + Row.order(3).insert
    + Row.order(4, in: 3).insert + Row.settled(1).insert
    + Row.line(2, of: 1).insert
      + """
      INSERT INTO notifications (recipient, recipient_id, kind, project_id, cancellation_id)
      VALUES ('advertiser', 1, 'refund_credited', 1, 1);
      INSERT INTO notifications (recipient, recipient_id, kind, project_id, order_id)
      VALUES ('advertiser', 1, 'order_deemed_approved', 1, 1)
      """

  @Test(arguments: [
    ConstraintCase.orderValues, ConstraintCase.orderStages, ConstraintCase.orderEnds,
    ConstraintCase.cancellationValues, ConstraintCase.cancellationTimes,
    ConstraintCase.projectValues, ConstraintCase.moneyValues, ConstraintCase.noticeValues,
  ])
  func refusesTheRowAndAcceptsItsNeighbour(cases: [ConstraintCase]) throws {
    var bench = try Bench()
    try bench.run(Self.scene)
    for offence in cases {
      let error = bench.refusal(of: offence.refused.insert)
      #expect(error?.constraint == offence.constraint, "\(offence.refused.insert)")
      let twin = bench.refusal(of: "BEGIN; \(offence.accepted.insert)")
      #expect(twin == nil, "\(offence.accepted.insert)")
      try bench.run("ROLLBACK")
    }
  }

  @Test(arguments: [
    Row.order(9, ["fee_minor": "NULL"]), .order(9, ["project_id": "NULL"]),
    .order(9, ["manual_review": "NULL"]), .order(9, ["status": "NULL"]),
    .project(9, ["currency": "NULL"]), .project(9, ["kind": "NULL"]),
    .project(9, ["advertiser_id": "NULL"]), .project(9, ["origin": "NULL"]),
    .cancellation(9, in: 3, ["communicated_at": "NULL"]),
    .cancellation(9, in: 3, ["initiated_by": "NULL"]),
  ]) func refusesNothingWhereSomethingMustBe(row: Row) throws {
    var bench = try Bench()
    try bench.run(Self.scene)
    #expect(bench.refusal(of: row.insert)?.sqlState == "23502")
  }

  /// Whatever of a notification's numbers is there, just one of the keys holds it to one row.
  @Test(arguments: [
    ("order_deemed_approved", "1", "NULL", "deemed_approval"),
    ("order_deemed_approved", "NULL", "NULL", "other_event"),
    ("order_deemed_approved", "NULL", "1", "event_of_a_cancellation"),
    ("order_deemed_approved", "1", "1", "event_of_a_cancellation"),
    ("deadline_missed", "1", "NULL", "other_event"),
    ("deadline_missed", "NULL", "NULL", "other_event"),
    ("deadline_missed", "NULL", "1", "event_of_a_cancellation"),
    ("deadline_missed", "1", "1", "event_of_a_cancellation"),
  ])
  func anEventMakesOneNotificationWhateverIdsAreMissing(
    kind: String, order: String, cancellation: String, key: String
  ) throws {
    var bench = try Bench()
    let notice = """
      INSERT INTO notifications (recipient, recipient_id, kind, project_id, order_id, cancellation_id)
      VALUES ('advertiser', 1, '\(kind)', 1, \(order), \(cancellation))
      """
    try bench.run(notice)
    #expect(bench.refusal(of: notice)?.constraint == "notifications_once_per_\(key)")
    #expect(bench.refusal(of: notice.replacing("'advertiser'", with: "'provider'")) == nil)
  }

  @Test func amountsReachTheEndOfBigint() throws {
    var bench = try Bench()
    try bench.run(Self.scene)
    let most = "9223372036854775807"
    try bench.run(
      Row.line(
        1, of: 1,
        ["fee_minor": most, "paid_minor": most, "refund_minor": most, "retained_minor": "0"]
      ).insert)
    let error = bench.refusal(
      of: Row.line(
        3, of: 1,
        ["fee_minor": most, "paid_minor": most, "refund_minor": most, "retained_minor": most]
      ).insert)
    #expect(error?.constraint == "settlement_lines_paid_is_refund_plus_retained")
  }
}
