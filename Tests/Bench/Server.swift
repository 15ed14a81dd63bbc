import Foundation
import Postgres
import TestCluster

/// A PostgreSQL of the bench's own, set up as one that is meant to keep what it is given.
final class Server {
  /// What a server is for; its settings follow from it.
  enum Purpose: String {
    /// What runs in turns. No autovacuum: whom it hits would be chance.
    case contest
    /// What is watched while it runs, statement by statement and commit by commit.
    case watch
  }

  private static let settings = [
    "fsync": "on", "full_page_writes": "on", "synchronous_commit": "on",
    "shared_buffers": "512MB", "max_wal_size": "4GB", "checkpoint_timeout": "15min",
    "checkpoint_completion_target": "0.9", "wal_compression": "off", "autovacuum": "on",
  ]

  let cluster: Cluster
  private var copies = 0
  private var admin: Connection

  init(_ purpose: Purpose, in folder: String, report: Report) throws {
    var settings = Self.settings
    switch purpose {
    case .contest: settings["autovacuum"] = "off"
    case .watch:
      settings["shared_preload_libraries"] = "pg_stat_statements"
      settings["pg_stat_statements.track"] = "none"
      settings["pg_stat_statements.track_planning"] = "on"
      settings["track_commit_timestamp"] = "on"
    }
    cluster = try Cluster(settings: settings, in: folder)
    admin = try Connection(cluster.conninfo(database: "postgres"), applicationName: "bench")
    report.add(server: purpose.rawValue, settings)
  }

  func connect(_ database: String, as user: String = "postgres") throws -> Connection {
    try Connection(
      cluster.conninfo(database: database, user: user), applicationName: "bench")
  }

  /// Runs SQL as `psql` does, and returns what it prints.
  @discardableResult
  func psql(_ database: String, as user: String = "postgres", _ sql: String) throws -> String {
    try cluster.psql(
      database, "\\set QUIET on\nSET client_min_messages = warning;\n" + sql, user: user)
  }

  func create(_ database: String) throws {
    try psql("postgres", "CREATE DATABASE \(database) TEMPLATE template0")
  }

  /// A copy of a database with all of it in memory, on a server that has just had its checkpoint.
  func copy(_ template: String) throws -> String {
    copies += 1
    let copy = "copy_\(copies)"
    try psql(
      "postgres", "CREATE DATABASE \(copy) TEMPLATE \(template) STRATEGY file_copy")
    try psql(
      copy,
      """
      CREATE EXTENSION pg_prewarm SCHEMA pg_catalog;
      DO $$ BEGIN
        PERFORM pg_prewarm(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'i') AND n.nspname IN ('settled', 'by_hand');
      END $$;
      """)
    try checkpoint()
    return copy
  }

  func checkpoint() throws {
    try admin.execute("CHECKPOINT")
  }

  /// Where the log ends, in bytes.
  func walPosition() throws -> Int64 {
    try admin.execute("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint").int64(0, 0)
  }

  /// Waits until nobody is connected to a database: only then are its statistics complete.
  func awaitQuiet(in database: String) throws {
    while try admin.execute(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = $1", [.text(database)]
    ).int64(0, 0) > 0 { Thread.sleep(forTimeInterval: 0.02) }
    // The process itself ends a moment later.
    Thread.sleep(forTimeInterval: 0.1)
  }

  /// Seconds of processor time that sessions have taken which have come to their end.
  func sessionTime() throws -> Double {
    let file = "\(cluster.socketDirectory)/data/postmaster.pid"
    let id = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")[0]
    let about = try String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
    // Behind the name: the times of children that were waited for are fields 16 and 17 of all.
    let fields = about.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 14, let user = Double(fields[13]), let system = Double(fields[14]) else {
      throw Flaw("The kernel does not tell how long the server's sessions took.")
    }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  func drop(_ database: String) throws {
    try psql("postgres", "DROP DATABASE \(database) WITH (FORCE)")
  }
}
