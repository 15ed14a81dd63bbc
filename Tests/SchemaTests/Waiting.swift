import Foundation
import Postgres
import Testing

/// Watches sessions wait for each other.
enum Waiting {
  /// Returns once a session waits for a lock, and gives up after a while.
  static func untilBlocked(
    _ applicationName: String, in database: String, observer: inout Connection,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for _ in 0..<3000 {
      let rows = try observer.execute(
        """
        SELECT EXISTS (SELECT FROM pg_stat_activity
                        WHERE datname = $1 AND application_name = $2 AND wait_event_type = 'Lock')
        """, [.text(database), .text(applicationName)])
      if try rows.bool(0, 0) { return }
      Thread.sleep(forTimeInterval: 0.01)
    }
    Issue.record("\(applicationName) does not wait", sourceLocation: sourceLocation)
  }
}
