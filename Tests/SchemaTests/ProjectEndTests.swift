import Testing

/// Ends of Projects, which must not pass over what is already due in them.
@Suite struct ProjectEndTests {
  private static let end = "UPDATE projects SET status = 'completed' WHERE project_id = 1"

  private func bench(_ rows: Row...) throws -> Bench {
    var bench = try Bench()
    try bench.run(rows.map(\.insert).joined())
    return bench
  }

  private func notYet(_ due: String) -> Refusal {
    Refusal(
      "projects_end_after_what_is_due",
      "Project 1 can't become completed yet: \(due) and settled has not come to it.")
  }

  @Test func anEndIsFinal() throws {
    var bench = try bench(.project(1, ["status": "'cancelled'"]))
    expect(
      bench.refusal(as: "settled_platform", Self.end),
      Refusal(
        "projects_end_is_final",
        "Project 1 can't become completed: it is cancelled, and that is final."))
  }

  @Test func notOverADueDeadline() throws {
    var bench = try bench(.project(1, ["deadline": "'2020-02-01Z'"]), .order(1))
    expect(
      bench.refusal(as: "settled_platform", Self.end),
      notYet("Order 1 has had work due since 2020-02-01 00:00:00.000000 UTC"))
  }

  @Test func notOverADueReview() throws {
    var bench = try bench(.project(1), .review(1, since: "'2020-01-05Z'"))
    expect(
      bench.refusal(as: "settled_platform", Self.end),
      notYet("Order 1 has had work due since 2020-01-19 00:00:00.000000 UTC"))
  }

  @Test func notOverAnAcceptedCancellation() throws {
    var bench = try bench(.project(1), .cancellation(1))
    expect(
      bench.refusal(as: "settled_platform", Self.end),
      notYet("cancellation 1 was accepted at 2020-02-01 00:00:00.000000 UTC"))
  }

  @Test func overWhatIsNotDue() throws {
    var bench = try bench(
      .project(1, ["deadline": "'2090-01-01Z'"]), .review(1, since: "'2089-01-05Z'"), .order(2),
      .cancellation(1))
    try bench.run(as: "settled_platform", Self.end)
  }

  @Test(arguments: [("creator", "private"), ("creator_content_at_scale", "platform")])
  func beyondThePolicyNothingIsDue(kind: String, origin: String) throws {
    var bench = try bench(
      .project(1, kind: kind, ["origin": "'\(origin)'", "deadline": "'2020-02-01Z'"]), .order(1),
      .cancellation(1))
    try bench.run(as: "settled_platform", Self.end)
  }

  @Test(
    "By other terms what is due would not be any more",
    arguments: [
      "origin = 'private'", "kind = 'partner'", "kind = 'creator_content_at_scale'",
      "origin = 'private', status = 'completed'",
    ])
  func norByOtherTerms(change: String) throws {
    let change = "UPDATE projects SET \(change) WHERE project_id = 1"
    for (row, due) in [
      (
        Row.review(1, since: "'2020-01-05Z'"),
        "Order 1 has had work due since 2020-01-19 00:00:00.000000 UTC"
      ),
      (.cancellation(1), "cancellation 1 was accepted at 2020-02-01 00:00:00.000000 UTC"),
    ] {
      var bench = try bench(.project(1), row)
      expect(
        bench.refusal(as: "settled_platform", change),
        Refusal(
          "projects_terms_change_after_what_is_due",
          "Project 1 can't change its kind or origin yet: \(due) and settled has not come to it."))
    }
  }

  @Test("What stands in quarantine, or is not due, may get other terms")
  func otherTerms() throws {
    var due = try bench(.project(1), .review(1, since: "'2020-01-05Z'"))
    try due.run("UPDATE agenda SET due_at = 'infinity'")
    try due.run(as: "settled_platform", "UPDATE projects SET kind = 'partner'")
    var coming = try bench(.project(1), .review(1, since: "'2089-01-05Z'"))
    try coming.run(as: "settled_platform", "UPDATE projects SET origin = 'private'")
    var apart = try bench(.project(1), .review(1, since: "'2020-01-05Z'"))
    try apart.run("INSERT INTO advertisers VALUES (2, NULL)")
    try apart.run(
      as: "settled_platform", "UPDATE projects SET advertiser_id = 2, currency = 'USD'")
  }

  @Test(arguments: [
    "kind = 'partner'", "origin = 'private'", "currency = 'USD'", "advertiser_id = 2",
  ]) func whatASettlementRestsOnStays(change: String) throws {
    var bench = try bench(.project(1), .project(2))
    try bench.run("INSERT INTO advertisers VALUES (2, NULL)")
    try bench.run(as: "settled_platform", "UPDATE projects SET \(change)")
    try bench.run(Row.project(3).insert + Row.settled(3, in: 3).insert)
    expect(
      bench.refusal(
        as: "settled_platform", "UPDATE projects SET \(change) WHERE project_id = 3"),
      Refusal(
        "projects_settled_facts_stay",
        "Project 3 has been settled: what its settlement rests on can't change."))
  }
}
