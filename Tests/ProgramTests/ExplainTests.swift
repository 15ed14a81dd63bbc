import TestCluster
import Testing

/// What `explain` tells a support agent.
@Suite struct ExplainTests {
  @Test func settledCancellation() throws {
    let stage = try Stage()
    try stage.addSettleable()
    #expect(try stage.program.run("run", "--once").status == 0)
    let text = try stage.program.run("explain", "cancellation", "5").output
    for sentence in [
      "Cancellation 5 of creator Project 10: settled",
      "communicated         2026-01-02T00:00:00Z by the advertiser",
      "accepted             2026-01-03T00:00:00Z", "took effect          2026-01-03T00:00:00Z",
      "Order 1: agreed, no content submitted when it was communicated",
      "creator.before_submission.advertiser (policy 2026-02, 1. Creator Projects",
      "90 % of 100.05 paid, rounded half up = 90.05 EUR refunded; 100.05 − 90.05 = 10.00 retained",
      "Order 2: not agreed when it was communicated",
      "Together: 101.05 EUR paid = 91.05 refunded + 10.00 retained",
      "Credited 91.05 EUR to advertiser 1", "due by 2026-01-06T00:00:00Z",
    ] {
      #expect(text.contains(sentence), "\(sentence) in:\n\(text)")
    }
  }

  @Test func settledCancellationForAMachine() throws {
    let stage = try Stage()
    try stage.addSettleable()
    #expect(try stage.program.run("run", "--once").status == 0)
    let json = try stage.program.run("explain", "cancellation", "5", "--json").json()
    #expect(json["status"] as? String == "settled")
    #expect(json["refund_minor"] as? Int == 9105)
    #expect(json["effective_at"] as? String == "2026-01-03T00:00:00Z")
    let lines = json["lines"] as? [[String: Any]]
    #expect(lines?.map { $0["order_id"] as? Int } == [1, 2])
    #expect(lines?.first?["rule"] as? String == "creator.before_submission.advertiser")
  }

  @Test(arguments: [
    ("disputed_at = '2026-01-04Z'", "A dispute has been open since 2026-01-04T00:00:00Z"),
    ("status_reason = NULL", "the next pass of a worker brings it to its end"),
  ])
  func whyNotYet(_ change: String, _ sentence: String) throws {
    let stage = try Stage()
    try stage.addSettleable()
    try stage.sql("UPDATE cancellations SET \(change)")
    let text = try stage.program.run("explain", "cancellation", "5").output
    #expect(text.contains(sentence), "\(text)")
  }

  @Test(arguments: [
    ("NULL", "Not accepted yet by the provider."),
    ("'9000-01-01Z'", "it takes effect at 9000-01-01T00:00:00Z"),
  ])
  func notAcceptedYet(_ accepted: String, _ sentence: String) throws {
    let stage = try Stage()
    try stage.addSettleable(providerAccepted: accepted)
    let text = try stage.program.run("explain", "cancellation", "5").output
    #expect(text.contains(sentence), "\(text)")
  }

  @Test func waitingForOpenOrders() throws {
    let stage = try Stage()
    try stage.addProjects()
    try stage.sql(
      """
      INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                          delivery_started_at)
      VALUES (31, 20, 5, 5, 'agreed', '2026-01-01Z', '2026-01-02Z'),
             (32, 20, 5, 5, 'agreed', '2026-01-01Z', NULL),
             (33, 20, 5, 5, 'agreed', '2026-01-01Z', '2026-01-02Z');
      INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at)
      VALUES (6, 20, 'provider', '2026-01-03Z');
      """)
    let unissued = try stage.program.run("explain", "cancellation", "6").output
    #expect(unissued.contains("has not been reviewed and issued"), "\(unissued)")
    try stage.sql("UPDATE cancellations SET request_issued_at = '2026-01-04Z'")
    let unaccepted = try stage.program.run("explain", "cancellation", "6").output
    #expect(unaccepted.contains("Not accepted yet by the advertiser."), "\(unaccepted)")
    try stage.sql("UPDATE cancellations SET advertiser_accepted_at = '2026-01-05Z'")
    #expect(try stage.program.run("run", "--once").status == 0)
    let waiting = try stage.program.run("explain", "cancellation", "6")
    #expect(waiting.output.contains("Order 31, Order 33."), "\(waiting.output)")
    let json = try stage.program.run("explain", "cancellation", "6", "--json").json()
    #expect(json["open_orders"] as? [Int] == [31, 33])
    let order = try stage.program.run("explain", "order", "31").output
    #expect(order.contains("(an Open Order)"), "\(order)")
  }

  @Test func quarantinedCancellation() throws {
    let stage = try Stage()
    try stage.addUnjudgeable()
    #expect(try stage.program.run("run", "--once").status == 65)
    let text = try stage.program.run("explain", "cancellation", "5").output
    #expect(text.contains("is in quarantine since"), "\(text)")
    #expect(text.contains("more than a bigint holds"), "\(text)")
  }

  @Test func orderUnderReview() throws {
    let stage = try Stage()
    try stage.addProjects()
    try stage.sql(
      """
      INSERT INTO orders (order_id, project_id, fee_minor, status, agreed_at, content_submitted_at,
                          review_requested_at)
      VALUES (9, 10, 1, 'in_review', '2026-01-01Z', '9000-01-01Z', '9000-01-01Z');
      """)
    let text = try stage.program.run("explain", "order", "9").output
    #expect(
      text.contains("deemed approved at 9000-01-15T00:00:00Z unless the advertiser answers"),
      "\(text)")
  }

  @Test(arguments: ["cancellation", "order"])
  func unknown(_ subject: String) throws {
    let run = try Stage().program.run("explain", subject, "99")
    #expect(run.status == 64)
    #expect(run.complaint == "settled: there is no \(subject) 99 in this market\n")
  }
}
