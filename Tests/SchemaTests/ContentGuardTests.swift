import Postgres
import Testing

/// First submissions, and the deadline which they have to meet.
@Suite struct ContentGuardTests {
  private static let late = Refusal(
    "orders_content_comes_before_the_deadline",
    "The content of Order 1 came at 2020-02-01 00:00:00.000000 UTC,"
      + " but the deadline of Project 1 was 2020-02-01 00:00:00.000000 UTC.")
  private static let submission =
    "UPDATE orders SET status = 'in_review', review_requested_at = '2020-03-01Z',"
    + " content_submitted_at ="

  private func bench(
    kind: String = "creator", origin: String = "platform", deadline: String = "'2020-02-01Z'",
    orders: Row...
  ) throws -> Bench {
    var bench = try Bench()
    try bench.run(
      Row.project(1, kind: kind, ["origin": "'\(origin)'", "deadline": deadline]).insert
        + orders.map(\.insert).joined())
    return bench
  }

  @Test func aFirstSubmissionComesBeforeTheDeadline() throws {
    var bench = try bench(orders: .order(1))
    expect(
      bench.refusal(as: "settled_platform", "\(Self.submission) '2020-02-01Z'"), Self.late)
    try bench.run(as: "settled_platform", "\(Self.submission) '2020-01-31 23:59:59.999999Z'")
  }

  @Test func anOrderThatIsEnteredLateIsRefusedAsWell() throws {
    var bench = try bench()
    expect(bench.refusal(of: Row.review(1, since: "'2020-02-01Z'").insert), Self.late)
    try bench.run(Row.review(1, since: "'2020-01-31 23:59:59.999999Z'").insert)
  }

  @Test func aResubmissionHasNoDeadline() throws {
    var bench = try bench(orders: .review(1, since: "'2020-01-31Z'"))
    try bench.run(
      """
      UPDATE orders SET status = 'changes_requested', responded_at = '2020-02-01Z';
      UPDATE orders SET status = 'in_review', review_requested_at = '2020-02-02Z'
      """)
  }

  @Test(arguments: [
    ("partner", "platform"), ("creator", "private"), ("creator_content_at_scale", "platform"),
  ]) func otherProjectsHaveNoDeadline(kind: String, origin: String) throws {
    var bench = try bench(kind: kind, origin: origin, orders: .order(1))
    try bench.run("\(Self.submission) '2020-02-01Z'")
  }

  @Test(arguments: ["'2091-01-01Z'", "'2020-01-01Z'", "NULL"])
  func aPastDeadlineStays(to target: String) throws {
    var bench = try bench()
    expect(
      bench.refusal(as: "settled_platform", "UPDATE projects SET deadline = \(target)"),
      Refusal(
        "projects_past_deadline_stays",
        "The deadline of Project 1 passed at 2020-02-01 00:00:00.000000 UTC and can't be moved."))
  }

  @Test func aDeadlineIsPastFromItsInstantOn() throws {
    var bench = try bench(deadline: "NULL")
    let error = bench.refusal(
      of: "UPDATE projects SET deadline = now(); UPDATE projects SET deadline = NULL")
    #expect(error?.message.contains("passed at") == true)
    try bench.run(
      """
      UPDATE projects SET deadline = now() + interval '1 hour';
      UPDATE projects SET deadline = NULL
      """)
  }

  @Test func aTransactionFromBeforeTheDeadlineDoesNotMoveItAfterwards() throws {
    var bench = try bench(deadline: "clock_timestamp() + interval '2 s'")
    let error = bench.refusal(
      of: """
        DO 'BEGIN ASSERT now() < (SELECT deadline FROM projects); END';
        SELECT pg_sleep_until(deadline + interval '0.1 s') FROM projects;
        UPDATE projects SET deadline = NULL
        """)
    #expect(error?.constraint == "projects_past_deadline_stays")
  }

  @Test(arguments: ["'2091-01-01Z'", "'2089-01-01Z'", "NULL"])
  func aFutureDeadlineMoves(to target: String) throws {
    var bench = try bench(deadline: "'2090-01-01Z'")
    try bench.run(as: "settled_platform", "UPDATE projects SET deadline = \(target)")
  }

  @Test func aDeadlineDoesNotMoveBeforeSubmittedContent() throws {
    var bench = try bench(deadline: "'2090-01-01Z'", orders: .review(1, since: "'2020-01-31Z'"))
    expect(
      bench.refusal(
        as: "settled_platform", "UPDATE projects SET deadline = '2020-01-31Z'"),
      Refusal(
        "projects_deadline_spares_submitted_content",
        "The deadline of Project 1 can't move to 2020-01-31 00:00:00.000000 UTC:"
          + " the content of Order 1 came at 2020-01-31 00:00:00.000000 UTC and was in time."))
    try bench.run("UPDATE projects SET deadline = '2020-01-31 00:00:00.000001Z'")
  }

  @Test(arguments: [("partner", "platform"), ("creator", "private")])
  func whereDeadlinesMeanNothingTheyMove(kind: String, origin: String) throws {
    var bench = try bench(kind: kind, origin: origin)
    try bench.run("UPDATE projects SET deadline = NULL")
  }
}
