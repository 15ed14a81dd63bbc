import Postgres
import Testing

/// A review whose due has come is over, whether or not a worker has been there: otherwise the outcome
/// would depend on when it came. Content came on 2020-01-05, so that review was due on 2020-01-19.
@Suite struct PastReviewTests {
  private static let refusal = Refusal(
    "orders_past_review_stays",
    "The review of Order 1 was due at 2020-01-19 00:00:00.000000 UTC:"
      + " it is deemed approved, and that can't be changed.")

  private func bench(
    kind: String = "creator", origin: String = "platform", _ changes: [String: String] = [:]
  ) throws -> Bench {
    var bench = try Bench()
    try bench.run(
      Row.project(1, kind: kind, ["origin": "'\(origin)'"]).insert
        + Row.review(1, since: "'2020-01-05Z'", changes).insert)
    return bench
  }

  private static let evasions = [
    "status = 'approved', approval = 'platform', approved_at = '2020-02-15Z'",
    "manual_review = false",
    "review_requested_at = '2020-02-15Z'",
    "review_requested_at = '2020-02-14Z', status = 'changes_requested', responded_at = '2020-02-15Z'",
    "manual_review = false, status = 'completed', completed_at = '2020-01-19Z'",
    """
    status = 'completed', approval = 'platform', approved_at = '2020-02-15Z',
    completed_at = '2020-02-15Z'
    """,
    """
    status = 'cancelled', approval = 'platform', approved_at = '2020-02-15Z',
    cancelled_at = '2020-02-15Z'
    """,
  ]

  @Test(arguments: evasions, ["creator", "partner"])
  func whatIsDueIsNotEvaded(change: String, kind: String) throws {
    var bench = try bench(kind: kind)
    expect(bench.refusal(as: "settled_platform", "UPDATE orders SET \(change)"), Self.refusal)
  }

  /// Silence approves what is under review; this Order no longer is, though it says since when it was.
  @Test(arguments: ["cancelled", "completed"])
  func whatWasTakenOutOfReviewMayEnd(status: String) throws {
    var bench = try bench(["status": "'agreed'"])
    let end = "UPDATE orders SET status = '\(status)', \(status)_at = '2020-02-15Z'"
    #expect(bench.refusal(as: "settled_platform", end) == nil)
  }

  @Test(arguments: ["cancelled", "completed"], ["creator", "partner"])
  func anOrderDoesNotEndPastItsApproval(status: String, kind: String) throws {
    var bench = try bench(kind: kind)
    let silence = Refusal(
      "orders_silence_is_approval",
      "Order 1 was deemed approved at 2020-01-19 00:00:00.000000 UTC, before it was \(status):"
        + " nobody had answered.")
    let update = "UPDATE orders SET status = '\(status)', \(status)_at = '2020-01-19Z'"
    expect(bench.refusal(as: "settled_platform", update), silence)
    let end = ["order_id": "2", "status": "'\(status)'", "\(status)_at": "'2020-01-19Z'"]
    let error = bench.refusal(of: Row.review(2, since: "'2020-01-05Z'", end).insert)
    #expect(error?.constraint == silence.constraint)
    try bench.run(
      """
      UPDATE orders SET status = 'approved', approval = 'deemed', approved_at = '2020-01-19Z';
      \(update)
      """)
  }

  @Test(arguments: ["cancelled", "completed"])
  func anEndIsNotMovedPastTheApproval(status: String) throws {
    var bench = try bench(["status": "'\(status)'", "\(status)_at": "'2020-01-18Z'"])
    let error = bench.refusal(
      as: "settled_platform", "UPDATE orders SET \(status)_at = '2020-02-15Z'")
    #expect(error?.constraint == "orders_silence_is_approval")
  }

  /// Conditions run as whoever writes, and must not judge by operators which that one brings.
  @Test func nobodyBringsOperators() throws {
    var bench = try bench()
    try bench.run(
      """
      CREATE SCHEMA evil;
      CREATE FUNCTION evil.never(text, text) RETURNS boolean IMMUTABLE AS 'SELECT false' LANGUAGE sql;
      CREATE FUNCTION evil.never(timestamptz, timestamptz) RETURNS boolean IMMUTABLE
        AS 'SELECT false' LANGUAGE sql;
      CREATE OPERATOR evil.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.never);
      CREATE OPERATOR evil.<> (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = evil.never);
      CREATE OPERATOR evil.> (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = evil.never);
      GRANT USAGE ON SCHEMA evil TO PUBLIC
      """)
    let error = bench.refusal(
      as: "settled_platform",
      """
      SET LOCAL search_path = evil, pg_catalog, settled;
      UPDATE orders SET status = 'agreed'
      """)
    expect(error, Self.refusal)
    try bench.run("DROP SCHEMA evil CASCADE")
  }

  @Test(arguments: [
    "status = 'cancelled', cancelled_at = '2020-01-18 23:59:59.999999Z'",
    "status = 'completed', completed_at = '2020-01-18 23:59:59.999999Z'",
    "status = 'changes_requested', responded_at = '2020-01-18 23:59:59.999999Z'",
    """
    status = 'completed', approval = 'express', responded_at = '2020-01-18 23:59:59.999999Z',
    approved_at = '2020-01-18 23:59:59.999999Z', completed_at = '2020-02-15Z'
    """,
    """
    status = 'completed', approval = 'deemed', approved_at = '2020-01-19Z',
    completed_at = '2020-02-15Z'
    """,
    "status = 'approved', approval = 'deemed', approved_at = '2020-01-19Z'",
    "fee_minor = 2000",
  ]) func whatCameBeforeMayBeRecordedLate(change: String) throws {
    var bench = try bench()
    try bench.run(as: "settled_platform", "UPDATE orders SET \(change)")
  }

  @Test(arguments: evasions) func aReviewNotYetDueMoves(change: String) throws {
    var bench = try bench(["review_requested_at": "now() - interval '335 hours'"])
    let recent = change.replacing("'2020-02-14Z'", with: "now() - interval '2 hours'")
      .replacing("'2020-02-15Z'", with: "now()").replacing("'2020-01-19Z'", with: "now()")
    try bench.run(as: "settled_platform", "UPDATE orders SET \(recent)")
  }

  @Test(arguments: [("creator", "private"), ("creator_content_at_scale", "platform")])
  func beyondThePolicyNothingIsDue(kind: String, origin: String) throws {
    var bench = try bench(kind: kind, origin: origin)
    try bench.run(as: "settled_platform", "UPDATE orders SET \(Self.evasions[2])")
  }
}
