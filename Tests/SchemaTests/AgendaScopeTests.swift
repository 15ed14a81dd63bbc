import Postgres
import Testing

/// What has no place on the agenda, and instants that must not drift with anybody's clock.
@Suite struct AgendaScopeTests {
  private static let sinceAndDeadline = [
    Row.review(1, since: "'2020-01-05Z'"), .order(2), .review(3, since: "'2090-01-05Z'"),
  ].map(\.insert).joined()

  private func bench(
    kind: String = "creator", _ project: [String: String] = [:], _ rows: Row...
  ) throws -> Bench {
    var bench = try Bench()
    let deadline = ["deadline": "'2090-01-31Z'"].merging(project) { $1 }
    try bench.run(
      Row.project(1, kind: kind, deadline).insert + rows.map(\.insert).joined())
    return bench
  }

  @Test func atScaleNeverStandsThere() throws {
    var bench = try bench(kind: "creator_content_at_scale")
    try bench.run(as: "settled_platform", Self.sinceAndDeadline + Row.cancellation(1).insert)
    try bench.run(
      as: "settled_platform",
      """
      UPDATE orders SET fee_minor = fee_minor + 1;
      UPDATE orders SET status = 'completed', completed_at = '2090-02-01Z';
      UPDATE cancellations SET declined_at = '2020-02-02Z';
      UPDATE projects SET deadline = NULL, provider_id = NULL;
      UPDATE projects SET status = 'completed'
      """)
    #expect(try bench.texts("SELECT project_id::text FROM agenda") == [])
  }

  @Test func privateStandsThereForCancellationsOnly() throws {
    var bench = try bench(["origin": "'private'"])
    try bench.run(
      as: "settled_platform", Self.sinceAndDeadline + "UPDATE orders SET fee_minor = 2000")
    #expect(try bench.texts("SELECT project_id::text FROM agenda") == [])
    try bench.run(as: "settled_platform", Row.cancellation(1).insert)
    #expect(try bench.text("SELECT due_at <= now() FROM agenda") == "true")
  }

  @Test(arguments: [
    Row.order(1, ["status": "'proposed'", "agreed_at": "NULL"]),
    Row.order(1, ["status": "'cancelled'", "cancelled_at": "'2020-01-02Z'"]),
    Row.order(1, ["agreed_at": "'2090-01-31Z'"]),
    Row.review(1, since: "'2020-01-05Z'", ["manual_review": "false"]),
    Row.review(
      1, since: "'2020-01-05Z'",
      ["status": "'changes_requested'", "responded_at": "'2020-01-06Z'"]),
    Row.review(
      1, since: "'2020-01-05Z'",
      [
        "status": "'approved'", "approval": "'express'", "approved_at": "'2020-01-06Z'",
        "responded_at": "'2020-01-06Z'",
      ]),
    Row.review(
      1, since: "'2020-01-05Z'", ["status": "'completed'", "completed_at": "'2020-01-06Z'"]),
    Row.settled(1),
    Row.cancellation(1, ["status": "'superseded'"]),
  ]) func whatIsOverOrNotYetBegunDoesNot(row: Row) throws {
    var bench = try bench([:], row)
    #expect(try bench.texts("SELECT due_at::text FROM agenda") == [])
  }

  @Test func theWorkersOwnOutcomesDoNot() throws {
    var bench = try bench(
      ["deadline": "NULL"], .review(1, since: "'2020-01-05Z'"), .order(2), .cancellation(1))
    try bench.run("DELETE FROM agenda")
    try bench.run(
      as: "settled_worker",
      """
      SET settled.deciding = 'yes';
      UPDATE orders SET status = 'approved', approval = 'deemed', approved_at = '2020-01-19Z'
       WHERE order_id = 1;
      UPDATE cancellations SET status = 'declined', status_reason = 'So.'
      """)
    #expect(try bench.texts("SELECT due_at::text FROM agenda") == [])
  }

  /// Who can write facts can't say of itself that it is deciding.
  @Test func thePlatformCantSilenceTheAgenda() throws {
    var bench = try bench(["deadline": "NULL"], .order(1), .cancellation(1))
    try bench.run("DELETE FROM agenda")
    try bench.run(
      as: "settled_platform",
      "SET settled.deciding = 'yes'; UPDATE orders SET paid_minor = paid_minor")
    #expect(try bench.text("SELECT due_at <= now() FROM agenda") == "true")
  }

  @Test(
    arguments: [
      // Summer time begins, ends, and begins in the very night of review due.
      ("2090-03-20 12:00:00.000001 Europe/Berlin", "2090-04-03 11:00:00.000001"),
      ("2090-10-20 12:00:00.999999 Europe/Berlin", "2090-11-03 10:00:00.999999"),
      ("2090-03-12 02:30:00.5 Europe/Berlin", "2090-03-26 01:30:00.500000"),
    ], ["Europe/Berlin", "UTC", "America/New_York"])
  func reviewDueIsExact(instants: (since: String, due: String), zone: String) throws {
    var bench = try bench(["deadline": "NULL"])
    try bench.run("SET TIME ZONE '\(zone)'")
    try bench.run(Row.review(1, since: "'\(instants.since)'").insert)
    #expect(
      try bench.text(
        "SELECT to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') FROM agenda")
        == instants.due)
  }
}
