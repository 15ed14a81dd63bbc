import Policy
import Postgres
import Store
import TestCluster
import TestModel
import Testing
import Worker

/// One bad row holds up nothing but its own Project.
@Suite struct BadRowTests {
  private static let many: Int64 = 10_000
  private static let few: Int64 = 500

  /// A database with a crowd in it, to be copied.
  private static let crowd = Result {
    try crowded(many)
  }

  /// A smaller one, for the ways and places that are left.
  static let smallCrowd = Result {
    try crowded(few)
  }

  private static func crowded(_ count: Int64) throws -> String {
    let name = try Ground.shared.cluster.createDatabase(template: Ground.shared.template)
    var connection = try Connection(
      Ground.shared.conninfo(name, .platform), applicationName: "tests")
    try connection.script(Crowd.due(count))
    return name
  }

  /// A way, how many, and at which place.
  private static let cases: [(BadRow, Int64, Int64)] = [
    (.sumBeyondBigint, many, many / 2), (.unknownStatus, many, many), (.refusedByTrigger, many, 1),
    (.sumBeyondBigint, few, 1), (.sumBeyondBigint, few, few), (.unknownStatus, few, 1),
    (.unknownStatus, few, few / 2), (.refusedByTrigger, few, few / 2),
    (.refusedByTrigger, few, few), (.paidMoreThanTheFee, few, 1), (.settledBefore, few, 1),
    (.settledBefore, few, few),
  ]

  @Test(
    "Among 10,000 the bad one goes to quarantine and the others are settled",
    arguments: cases)
  func amongMany(_ way: BadRow, _ count: Int64, _ place: Int64) throws {
    let crowd = count == Self.many ? Self.crowd : Self.smallCrowd
    let site = try Site(template: try crowd.get())
    try site.run(way.spoil(place), as: .administrator)
    let outcome = try site.pass(batchSize: 1000)
    #expect(outcome.tally.settled == Int(count - 1))
    #expect(outcome.tally.quarantined == 1)
    #expect(outcome.tally.refundedMinor == ["EUR": 900 * (count - 1)])
    #expect(outcome.busy == 0)
    #expect(try site.cancellations("settled") == count - 1)
    #expect(try site.number("SELECT count(*) FROM refund_credits") == count - 1)
    try check(way, place, in: site)
    #expect(try site.pass().isEmpty)
    try mend(way, place, in: site)
    let after = try site.pass()
    #expect(after.tally.settled == 1)
    #expect(after.tally.quarantined == 0)
    #expect(try site.cancellations("settled") == count)
    #expect(try site.number("SELECT count(*) FROM quarantine") == 0)
    #expect(try site.number("SELECT count(*) FROM agenda") == 0)
  }

  /// As a damaged page does, which the quarantine must not need to read again.
  @Test("One whose facts can't be read goes to quarantine, and the others are settled")
  func unreadable() throws {
    let site = try Site()
    try site.run(Crowd.due(20))
    try site.run(
      """
      CREATE FUNCTION public.readable(id bigint) RETURNS boolean LANGUAGE plpgsql AS $$
      BEGIN
        IF id = 7 THEN
          RAISE EXCEPTION 'could not read block 0' USING ERRCODE = 'data_corrupted';
        END IF;
        RETURN true;
      END
      $$;
      ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
      CREATE POLICY readable ON orders USING (public.readable(order_id));
      """, as: .administrator)
    let outcome = try site.pass()
    #expect(outcome.tally.settled == 19)
    #expect(outcome.tally.quarantined == 1)
    #expect(try site.text("SELECT subject_id || ' ' || code FROM quarantine") == "7 XX001")
    #expect(
      try site.number("SELECT project_id FROM agenda WHERE due_at = 'infinity'") == 7)
  }

  /// What is said about it; and that it was left untouched.
  private func check(_ way: BadRow, _ place: Int64, in site: Site) throws {
    var market = try site.market()
    let entries = try market.quarantine()
    let entry = try #require(entries.first)
    let expected = way.entry(place)
    #expect(entries.count == 1)
    #expect(entry.projectID == place)
    #expect(entry.subject == expected.subject.rawValue)
    #expect(entry.code == expected.code)
    #expect(entry.detail.contains(expected.detail), "\(entry.detail)")
    #expect(!entry.detail.contains("\n"))
    #expect(
      try site.text(
        "SELECT status || coalesce(effective_at::text, '') FROM cancellations"
          + " WHERE cancellation_id = \(place)") == "open")
    #expect(
      try site.text("SELECT status FROM projects WHERE project_id = \(place)") == "active")
  }

  private func mend(_ way: BadRow, _ place: Int64, in site: Site) throws {
    var market = try site.market()
    if way.isMendedByFacts {
      try site.run(way.mend(place), as: .platform)
      return
    }
    let entry = way.entry(place)
    // Released too early it comes back, and keeps the time at which it was first seen.
    let first = try #require(try market.quarantine().first)
    #expect(try market.release(entry.subject, place) == place)
    #expect(try site.pass().tally.quarantined == 1)
    #expect(try market.quarantine().first?.code == first.code)
    try site.run(way.mend(place), as: .administrator)
    #expect(try site.pass().isEmpty, "nobody has released it")
    #expect(try market.release(entry.subject, place) == place)
    #expect(try market.release(entry.subject, place) == nil)
  }

  @Test("A bad Order does not stop what happened in its Project before it matters")
  func earlierApprovals() throws {
    let site = try Site()
    let now = "date_trunc('second', now())"
    try site.run(
      """
      \(Story.project())
      INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                          content_submitted_at, review_requested_at)
      VALUES (1, 1, 5, 5, 'in_review', '2026-01-01Z', \(now) - interval '20 days',
              \(now) - interval '20 days');
      \(Story.agreed(2))
      INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                                 advertiser_accepted_at, provider_accepted_at)
      SELECT 1, 1, 'advertiser', at, at, at FROM (SELECT \(now) - interval '1 day' AS at) AS t;
      """, as: .administrator)
    try site.run(BadRow.paidMoreThanTheFee.spoil(2), as: .administrator)
    let outcome = try site.pass()
    #expect(outcome.tally.deemedApprovals == 1)
    #expect(outcome.tally.quarantined == 1)
    #expect(outcome.tally.settled == 0)
    #expect(try site.text("SELECT approval FROM orders WHERE order_id = 1") == "deemed")
    #expect(try site.number("SELECT count(*) FROM notifications") == 2)
    try site.run("UPDATE orders SET paid_minor = 1000 WHERE order_id = 2")
    #expect(try site.pass().tally.settled == 1)
    #expect(try site.number("SELECT amount_minor FROM refund_credits") == 900)
    #expect(
      try site.number(
        "SELECT count(*) FROM notifications WHERE kind = 'order_deemed_approved'") == 2)
  }
}
