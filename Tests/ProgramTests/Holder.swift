import Postgres
import Synchronization
import TestCluster

/// A session that has locked something of a market, so that a worker has to wait or to pass by.
final class Holder: Sendable {
  private let stage: Stage
  private let connection: Mutex<Held>

  private struct Held: ~Copyable {
    var connection: Connection
  }

  init(
    _ stage: Stage, _ lock: String = "LOCK TABLE settled.orders IN ACCESS EXCLUSIVE MODE"
  ) throws {
    self.stage = stage
    var connection = try stage.connection()
    try connection.script("BEGIN; \(lock)")
    self.connection = Mutex(Held(connection: connection))
  }

  func letGo() {
    connection.withLock { held in
      _ = try? held.connection.script("ROLLBACK")
    }
  }

  /// Whether a worker waits for it.
  func isInTheWay() throws -> Bool {
    try stage.number(
      """
      SELECT count(*) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'settled'
         AND wait_event_type = 'Lock'
      """) > 0
  }
}
