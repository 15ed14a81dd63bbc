import Foundation
import Policy
import Postgres
import Store
import TestCluster
import TestModel
import Testing
import Worker

/// Projects of which another session holds a row are left for later; everything else goes on.
@Suite struct HeldTests {
  @Test(
    "A held Project is left, reported as busy, and done once it is let go",
    arguments: [
      "orders WHERE order_id = 3", "agenda WHERE project_id = 3",
      "cancellations WHERE cancellation_id = 3", "projects WHERE project_id = 3",
    ], [1000, 1])
  func held(row: String, batchSize: Int) throws {
    let site = try Site()
    try site.run(Crowd.due(20))
    var holder = try site.connection(.administrator)
    try holder.script("BEGIN; SELECT * FROM \(row) FOR UPDATE")
    let outcome = try site.pass(batchSize: batchSize, patience: 30)
    #expect(outcome.busy == 1)
    #expect(outcome.tally.settled == 19)
    #expect(outcome.tally.projects == 19)
    #expect(outcome.tally.quarantined == 0)
    #expect(
      try site.text("SELECT status FROM cancellations WHERE cancellation_id = 3") == "open")
    try holder.script("ROLLBACK")
    let after = try site.pass(batchSize: batchSize, patience: 30)
    #expect(after.busy == 0)
    #expect(after.tally.settled == 1)
    #expect(try site.cancellations("settled") == 20)
  }

  @Test("What is held of several Projects is told apart from what is not")
  func severalHeld() throws {
    let site = try Site()
    try site.run(Crowd.due(20))
    var holder = try site.connection(.administrator)
    try holder.script(
      """
      BEGIN;
      SELECT FROM orders WHERE order_id IN (3, 5) FOR UPDATE;
      SELECT FROM cancellations WHERE cancellation_id IN (5, 7) FOR UPDATE;
      SELECT FROM projects WHERE project_id = 9 FOR UPDATE;
      """)
    let outcome = try site.pass(patience: 30)
    #expect(outcome.busy == 4)
    #expect(outcome.tally.settled == 16)
    #expect(
      try site.text(
        "SELECT string_agg(cancellation_id::text, ' ' ORDER BY 1) FROM cancellations"
          + " WHERE status = 'open'") == "3 5 7 9")
  }

  @Test("A pass waits for whoever is about to let go")
  func patience() throws {
    let site = try Site()
    try site.run(Crowd.due(5))
    let conninfo = site.conninfo(.administrator)
    let worker = site.address
    let isHeld = DispatchSemaphore(value: 0)
    let outcomes = try Crew.run(2) { number in
      if number == 1 {
        isHeld.wait()
        var market = try Market(database: worker, schema: "settled")
        return try Pass(batchSize: 10, processingTime: Site.processingTime, patience: 20_000)
          .run(in: &market).tally.settled
      }
      defer { isHeld.signal() }
      var holder = try Connection(conninfo, applicationName: "holder")
      try holder.script("BEGIN; SELECT FROM orders WHERE order_id = 2 FOR UPDATE")
      isHeld.signal()
      try holder.script("SELECT pg_sleep(0.3); COMMIT")
      return 0
    }
    #expect(outcomes == [0, 5])
    #expect(try site.cancellations("settled") == 5)
  }

  @Test("An Order that is completed in an open transaction counts when that commits")
  func completedMeanwhile() throws {
    let site = try Site()
    try site.run(Self.waiting(1))
    #expect(try site.pass().tally.waiting == 1)
    var platform = try site.connection()
    try platform.script(
      "BEGIN; UPDATE orders SET status = 'completed', completed_at = '2026-05-01Z'")
    #expect(try site.pass().tally == Tally())
    #expect(try site.cancellations("waiting_for_open_orders") == 1)
    try platform.script("COMMIT")
    #expect(try site.pass(patience: 10_000).tally.settled == 1)
    #expect(
      try site.number("SELECT count(*) FROM cancellations WHERE effective_at = '2026-05-01Z'") == 1)
  }

  /// Partner Projects that wait for their only Order.
  private static func waiting(_ count: Int64) -> String {
    """
    INSERT INTO advertisers VALUES (1);
    INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
    SELECT n, 1, 2, 'partner', 'EUR' FROM generate_series(1, \(count)) n;
    INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                        delivery_started_at)
    SELECT n, n, 1000, 1000, 'agreed', '2026-01-01Z', '2026-01-02Z'
      FROM generate_series(1, \(count)) n;
    INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                               request_issued_at, provider_accepted_at)
    SELECT n, n, 'advertiser', '2026-01-02Z', '2026-01-02Z', '2026-01-03Z'
      FROM generate_series(1, \(count)) n;

    """
  }

  @Test("Orders that are completed while workers run: none is overlooked")
  func race() throws {
    let count: Int64 = 300
    let site = try Site()
    try site.run(Self.waiting(count))
    let platform = site.conninfo(.platform)
    let worker = site.address
    _ = try Crew.run(3) { number in
      if number < 2 {
        var market = try Market(database: worker, schema: "settled")
        let pass = Pass(batchSize: 20, processingTime: Site.processingTime, patience: 0)
        for _ in 0..<100 { _ = try pass.run(in: &market) }
        return
      }
      var connection = try Connection(platform, applicationName: "tests")
      for id in 1...count {
        try connection.execute(
          "UPDATE orders SET status = 'completed', completed_at = '2026-05-01Z'"
            + " WHERE order_id = $1", [.int64(id)])
      }
    }
    try site.pass(patience: 10_000)
    #expect(try site.cancellations("settled") == count)
    #expect(try site.number("SELECT count(*) FROM settlement_lines") == count)
    #expect(
      try site.number("SELECT count(*) FROM notifications WHERE kind = 'cancellation_waiting'")
        <= 2 * count)
  }
}
