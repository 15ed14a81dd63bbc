import Postgres
import Synchronization
import TestCluster

/// Copies of the template which no test uses at the moment. To empty one is quicker than to make one.
final class Shelf: Sendable {
  static let shared = Shelf()

  private let databases = Mutex<[String]>([])

  private static let emptying = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET lock_timeout = '10s';
    ALTER TABLE settlement_lines DISABLE TRIGGER append_only_truncate;
    ALTER TABLE refund_credits DISABLE TRIGGER append_only_truncate;
    ALTER TABLE notifications DISABLE TRIGGER append_only_truncate;
    TRUNCATE advertisers, projects, orders, cancellations, settlement_lines, refund_credits,
      notifications, quarantine, agenda RESTART IDENTITY;
    ALTER SEQUENCE cancellation_ids RESTART;
    ALTER TABLE settlement_lines ENABLE ALWAYS TRIGGER append_only_truncate;
    ALTER TABLE refund_credits ENABLE ALWAYS TRIGGER append_only_truncate;
    ALTER TABLE notifications ENABLE ALWAYS TRIGGER append_only_truncate
    """

  /// An empty market.
  func take() throws -> String {
    if let database = databases.withLock({ $0.popLast() }) { return database }
    return try Cluster.shared.createDatabase(template: Template.database)
  }

  /// Empties a market for the next test. One which can't be emptied is left to the end of the cluster.
  func putBack(_ database: String) {
    do {
      var connection = try Bench.connect(database)
      try connection.script(Self.emptying)
      databases.withLock { $0.append(database) }
    } catch {}
  }
}
