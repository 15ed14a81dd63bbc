import Postgres
import TestCluster
import Testing

/// What is written and looked up while a service works.
extension Stage {
  /// The program as the worker's role runs it.
  var worker: SettledProgram {
    var program = program
    program.database = cluster.address(database: database, user: "settled_worker")
    return program
  }

  func connection() throws -> Connection {
    try Connection(cluster.conninfo(database: database), applicationName: "tests")
  }

  /// The one number that a query returns.
  func number(_ sql: String) throws -> Int64 {
    var connection = try connection()
    try connection.script("SET search_path = settled")
    return try connection.execute(sql).int64(0, 0)
  }

  /// How many cancellations are settled.
  func settled() throws -> Int64 {
    try number("SELECT count(*) FROM cancellations WHERE status = 'settled'")
  }

  /// Runs statements in the market's schema.
  func write(_ sql: String) throws {
    var connection = try connection()
    try connection.script("SET search_path = settled; \(sql)")
  }

  /// Projects with an Order each and a cancellation that is due; each refunds 900 of 1000.
  func addCrowd(_ numbers: ClosedRange<Int>) throws {
    let all = "generate_series(\(numbers.lowerBound), \(numbers.upperBound)) n"
    try write(
      """
      INSERT INTO advertisers VALUES (1) ON CONFLICT DO NOTHING;
      INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
      SELECT n, 1, 2, 'creator', 'EUR' FROM \(all);
      INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
      SELECT n, n, 1000, 1000, 'agreed', '2026-01-01Z' FROM \(all);
      INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                                 advertiser_accepted_at, provider_accepted_at)
      SELECT n, n, 'advertiser', '2026-01-02Z', '2026-01-02Z', '2026-01-03Z' FROM \(all);
      """)
  }

  /// Projects whose only Order has been under review for all but so long.
  func addReviews(_ numbers: ClosedRange<Int>, dueIn interval: String) throws {
    let all = "generate_series(\(numbers.lowerBound), \(numbers.upperBound)) n"
    let submitted = "now() - interval '336 hours' + interval '\(interval)'"
    try write(
      """
      INSERT INTO advertisers VALUES (1) ON CONFLICT DO NOTHING;
      INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
      SELECT n, 1, 2, 'creator', 'EUR' FROM \(all);
      INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                          content_submitted_at, review_requested_at)
      SELECT n, n, 1000, 1000, 'in_review', '2026-01-01Z', \(submitted), \(submitted) FROM \(all);
      """)
  }

  /// How many Orders were deemed approved.
  func deemed() throws -> Int64 {
    try number("SELECT count(*) FROM orders WHERE approval = 'deemed'")
  }

  /// Waits until so many Orders are approved, and looks at how long after they were due they were.
  func expectPrompt(_ count: Int64) throws {
    try eventually("they are approved", within: .seconds(15)) {
      try deemed() == count
    }
    let late = try number(
      """
      SELECT (1000 * extract(epoch FROM max(n.created_at - o.approved_at)))::bigint
        FROM notifications n JOIN orders o USING (order_id)
      """)
    #expect(late >= 0)
    #expect(late < 3000, "milliseconds")
  }

  /// Lets nobody write in the database who connects from now on.
  func turnReadOnly() throws {
    try write("ALTER DATABASE \(database) SET default_transaction_read_only = on")
  }

  /// Throws every session of the worker out.
  func terminateWorkers() throws {
    try write(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'settled'"
        + " AND datname = current_database()")
  }

  /// Every settlement, credit and notification is there once, for so many cancellations.
  func isSettledOnce(_ count: Int) throws -> Bool {
    try number(
      """
      SELECT ((SELECT count(*) FROM cancellations WHERE status = 'settled') = \(count)
          AND (SELECT count(*) FROM settlement_lines WHERE refund_minor = 900) = \(count)
          AND (SELECT count(*) FROM settlement_lines) = \(count)
          AND (SELECT count(*) FROM refund_credits WHERE amount_minor = 900) = \(count)
          AND (SELECT count(*) FROM refund_credits) = \(count)
          AND (SELECT count(*) FROM notifications) = 3 * \(count)
          AND (SELECT count(*) FROM orders WHERE status = 'cancelled') = \(count)
          AND (SELECT count(*) FROM agenda) = 0)::int::bigint
      """) == 1
  }
}
