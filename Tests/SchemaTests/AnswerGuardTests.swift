import Testing

/// Answers of the advertiser. The content came with the first second of 2020-01-05, so that review is
/// due on 2020-01-19.
@Suite struct AnswerGuardTests {
  private static let since = "'2020-01-05Z'"
  private static let late = Refusal(
    "orders_answer_comes_before_review_due",
    "The answer to Order 1 came at 2020-01-19 00:00:00.000000 UTC,"
      + " but its review was due at 2020-01-19 00:00:00.000000 UTC.")
  private static let timeless = Refusal(
    "orders_answer_has_its_time", "Order 1 has an answer without its time.")

  /// What an answer makes of an Order, but for its time.
  static let answers = [
    "status = 'approved', approval = 'express', approved_at = '2020-02-01Z'",
    "status = 'changes_requested'",
  ]

  private func bench(
    kind: String = "creator", origin: String = "platform", _ changes: [String: String] = [:]
  ) throws -> Bench {
    var bench = try Bench()
    try bench.run(
      Row.project(1, kind: kind, ["origin": "'\(origin)'"]).insert
        + Row.review(1, since: Self.since, changes).insert)
    return bench
  }

  @Test(arguments: answers, ["creator", "partner"])
  func anAnswerComesBeforeReviewDue(answer: String, kind: String) throws {
    var bench = try bench(kind: kind)
    let update = "UPDATE orders SET \(answer), responded_at ="
    expect(bench.refusal(as: "settled_platform", "\(update) '2020-01-19Z'"), Self.late)
    try bench.run(as: "settled_platform", "\(update) '2020-01-18 23:59:59.999999Z'")
  }

  @Test(arguments: answers) func anAnswerHasItsTime(answer: String) throws {
    var bench = try bench()
    expect(bench.refusal(of: "UPDATE orders SET \(answer)"), Self.timeless)
  }

  @Test(arguments: answers) func theTimeOfAnEarlierRoundIsNone(answer: String) throws {
    var bench = try bench(["responded_at": "'2020-01-04 23:59:59.999999Z'"])
    expect(bench.refusal(of: "UPDATE orders SET \(answer)"), Self.timeless)
    try bench.run("UPDATE orders SET \(answer), responded_at = '2020-01-05Z'")
  }

  @Test func anAnswerWithoutItsStatusIsLateAsWell() throws {
    var bench = try bench()
    expect(bench.refusal(of: "UPDATE orders SET responded_at = '2020-01-19Z'"), Self.late)
  }

  @Test func anOrderWithALateAnswerIsRefusedAtOnce() throws {
    var bench = try bench()
    let row = Row.review(
      2, since: Self.since,
      ["status": "'changes_requested'", "responded_at": "'2020-01-19Z'"])
    #expect(bench.refusal(of: row.insert) != nil)
    try bench.run(row.with(["responded_at": "'2020-01-18 23:59:59.999999Z'"]).insert)
    #expect(bench.refusal(of: row.with(["order_id": "3", "responded_at": "NULL"]).insert) != nil)
  }

  @Test(arguments: answers)
  func withoutManualReviewThereIsNoReviewDue(answer: String) throws {
    var bench = try bench(["manual_review": "false"])
    try bench.run("UPDATE orders SET \(answer), responded_at = '2020-01-19Z'")
  }

  @Test(arguments: [("creator", "private"), ("creator_content_at_scale", "platform")])
  func beyondThePolicyAnswersMayBeLate(kind: String, origin: String) throws {
    var bench = try bench(kind: kind, origin: origin)
    try bench.run("UPDATE orders SET \(Self.answers[0]), responded_at = '2020-01-19Z'")
  }

  @Test func fourteenDaysAreThreeHundredAndThirtySixHours() throws {
    var bench = try Bench()
    let since = "'2020-03-20 12:00:00.000001 Europe/Berlin'"
    try bench.run("SET TIME ZONE 'Europe/Berlin'")
    try bench.run(Row.project(1).insert + Row.review(1, since: since).insert)
    let update = "UPDATE orders SET status = 'changes_requested', responded_at ="
    // Summer time began on 29 March: by the clock on the wall, review is due at 13 o'clock.
    expect(
      bench.refusal(of: "\(update) '2020-04-03 13:00:00.000001 Europe/Berlin'"),
      Refusal(
        "orders_answer_comes_before_review_due",
        "The answer to Order 1 came at 2020-04-03 11:00:00.000001 UTC,"
          + " but its review was due at 2020-04-03 11:00:00.000001 UTC."))
    try bench.run("\(update) '2020-04-03 13:00 Europe/Berlin'")
  }

  @Test func nobodyIsDeemedToHaveApprovedTooEarly() throws {
    var bench = try Bench()
    let since = "'2090-01-05Z'"
    try bench.run(Row.project(1).insert + Row.review(1, since: since).insert)
    expect(
      bench.refusal(
        as: "settled_worker",
        """
        UPDATE orders SET status = 'approved', approval = 'deemed', approved_at = '2090-01-19Z'
        """),
      Refusal(
        "orders_deemed_approval_waits_for_review_due",
        "Order 1 can't be deemed approved yet: its review is due at 2090-01-19 00:00:00.000000 UTC."
      ))
  }

  @Test func anApprovalThatWasDueIsDeemed() throws {
    var bench = try bench()
    try bench.run(
      as: "settled_worker",
      "UPDATE orders SET status = 'approved', approval = 'deemed', approved_at = '2020-01-19Z'")
  }
}
