import Foundation
import Postgres

/// What a pass of a running worker costs: the shared buffers that its statements touch, planning
/// included, in a session that has been at work for a while.
struct PassCost {
  let buffers: Double
  let passes: Int
  /// The statements that touch the most, and how many each.
  let shares: [(statement: String, buffers: Double)]

  /// Lets the server count for what a worker does in a database, from its next session on.
  static func prepare(_ database: String, on server: Server) throws {
    try server.psql(
      database,
      """
      CREATE EXTENSION pg_stat_statements SCHEMA public;
      ALTER ROLE settled_worker IN DATABASE \(database) SET pg_stat_statements.track = 'top';
      """)
  }

  /// Watches a worker with nothing to do over several passes.
  init(of database: String, on server: Server, passes wanted: Int = 10) throws {
    var connection = try server.connect(database)
    // The first passes of a session fill its caches.
    let start = try Self.passes(&connection)
    try Self.wait(for: start + 5, &connection)
    let before = try Self.counts(&connection)
    try Self.wait(for: Self.passes(before) + wanted, &connection)
    let after = try Self.counts(&connection)
    let passes = Self.passes(after) - Self.passes(before)
    var shares: [(statement: String, buffers: Double)] = []
    for (statement, count) in after {
      let earlier = before[statement] ?? (0, 0)
      let (calls, buffers) = (count.calls - earlier.calls, count.buffers - earlier.buffers)
      guard calls > 0 else { continue }
      // The last pass that was counted may have been under way.
      let callsPerPass = (Double(calls) / Double(passes)).rounded()
      shares.append((statement, Double(buffers) / Double(calls) * callsPerPass))
    }
    self.passes = passes
    self.shares = shares.sorted { $0.buffers > $1.buffers }
    buffers = shares.reduce(0) { $0 + $1.buffers }
  }

  /// The largest shares, in words.
  var note: String {
    shares.prefix(3).filter { $0.buffers > 0 }.map { share in
      let words = share.statement.split(whereSeparator: \.isWhitespace).filter { $0 != "--" }
      return "\(share.buffers.short) in “\(words.prefix(6).joined(separator: " "))…”"
    }.joined(separator: ", ")
  }

  private typealias Counts = [String: (calls: Int64, buffers: Int64)]

  private static func counts(_ connection: inout Connection) throws -> Counts {
    let rows = try connection.execute(
      """
      SELECT queryid::text || ' ' || query, calls, shared_blks_hit + shared_blks_read
        FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid JOIN pg_roles r ON r.oid = s.userid
       WHERE d.datname = current_database() AND r.rolname = 'settled_worker' AND s.toplevel
      """)
    var counts: Counts = [:]
    for row in 0..<rows.count {
      let text = try rows.text(row, 0)
      let statement = String(text.drop { $0 != " " }.dropFirst())
      let earlier = counts[statement] ?? (0, 0)
      counts[statement] = (
        earlier.calls + (try rows.int64(row, 1)), earlier.buffers + (try rows.int64(row, 2))
      )
    }
    return counts
  }

  /// A pass with nothing due claims once.
  private static func passes(_ counts: Counts) -> Int {
    let claims = counts.filter { $0.key.contains("Claims Projects that are due") }
    return Int(claims.values.reduce(0) { $0 + $1.calls })
  }

  private static func passes(_ connection: inout Connection) throws -> Int {
    passes(try counts(&connection))
  }

  private static func wait(for wanted: Int, _ connection: inout Connection) throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try passes(&connection) < wanted {
      guard .now < deadline else { throw Flaw("The worker does no passes.") }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }
}
