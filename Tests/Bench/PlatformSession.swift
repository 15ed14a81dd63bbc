import Foundation
import Postgres

/// A platform's session, which does to rows what a platform does.
final class PlatformSession {
  /// What a platform does, to one row or to many. Rows are numbered from 1, as they were loaded.
  enum Action: String, CaseIterable, CustomStringConvertible {
    case submit, complete, accept

    var description: String { rawValue }

    fileprivate func update(at now: String) -> String {
      switch self {
      case .submit:
        """
        UPDATE settled.orders SET status = 'in_review', content_submitted_at = '\(now)',
               review_requested_at = '\(now)' WHERE order_id
        """
      case .complete:
        "UPDATE settled.orders SET status = 'completed', completed_at = '\(now)' WHERE order_id"
      case .accept:
        """
        UPDATE settled.cancellations SET provider_accepted_at = '\(now)' WHERE cancellation_id
        """
      }
    }

    fileprivate func id(of row: String) -> String {
      switch self {
      case .submit: "2 * \(row) - 1"
      case .complete: "2 * \(row)"
      case .accept: row
      }
    }
  }

  private var connection: Connection
  private let now: String

  /// - Parameter now: when all is said to happen.
  init(_ database: String, on server: Server, now: String) throws {
    connection = try server.connect(database, as: "settled_platform")
    self.now = now
    for action in Action.allCases {
      try execute(
        "PREPARE \(action)(bigint) AS \(action.update(at: now)) = \(action.id(of: "$1"))")
    }
  }

  func execute(_ sql: String) throws {
    try connection.execute(sql)
  }

  /// Seconds that the server's process for this session has spent on a processor.
  func processorTime() throws -> Double {
    let file = "/proc/\(connection.backendID)/schedstat"
    let words = try String(contentsOfFile: file, encoding: .utf8).split(separator: " ")
    return (words.first.flatMap { Double($0) } ?? .nan) / 1e9
  }

  /// Seconds that a transaction of one row takes: the median of these rows.
  func time(_ action: Action, eachOf rows: Range<Int>) throws -> Double {
    try rows.map { row in
      let start = ContinuousClock.now
      let affected = try connection.execute("EXECUTE \(action)(\(row))").affected
      guard affected == 1 else { throw Flaw("\(action) reached \(affected) rows instead of 1.") }
      return start.duration(to: .now).seconds
    }.median
  }

  /// Seconds that one statement takes.
  func time(_ action: Action, allOf rows: Range<Int>) throws -> Double {
    let ids = """
      SELECT \(action.id(of: "n")) FROM generate_series(\(rows.lowerBound), \(rows.upperBound - 1)) AS n
      """
    let start = ContinuousClock.now
    let affected = try connection.execute(
      "\(action.update(at: now)) = ANY (ARRAY(\(ids)))"
    ).affected
    guard affected == rows.count else {
      throw Flaw("\(action) reached \(affected) rows instead of \(rows.count).")
    }
    return start.duration(to: .now).seconds
  }
}
