package import Policy
package import Postgres
internal import SQL

/// A market: one schema of settled in one database, and the connection to it.
package struct Market: ~Copyable {
  /// The schema; nothing else of settled names it.
  package let schema: String
  private var connection: Connection

  private let statementTimeout: String
  /// The number of the server's process that had the last transaction, by its own account: a pooler
  /// gives each to whichever is free, and tells its clients a number of its own. Nil before the first.
  package private(set) var serverProcess: Int64?
  /// Where the agenda begins, as far as this connection has seen.
  var beginning = Beginning()

  /// - Parameters:
  ///   - database: a libpq keyword string or URI; empty for libpq's own environment.
  ///   - password: for where `database` holds none; empty for none.
  ///   - limits: how long the server may take.
  ///   - waiting: how to sleep while it does.
  package init(
    database: String, password: String = "", schema: String, role: ConnectionRole = .reading,
    limits: Limits = .work, waiting: any Waiting = PlainWaiting()
  ) throws(PostgresError) {
    self.schema = schema
    let limit = (limits.statement ?? .zero).components
    statementTimeout = String(limit.seconds * 1000 + limit.attoseconds / 1_000_000_000_000_000)
    connection = try Connection(
      database, password: password, applicationName: "settled", role: role, limits: limits,
      waiting: waiting)
  }

  /// The connection's socket, for whoever sleeps between two transactions; negative if it is lost.
  package var socket: Int32 { connection.socket }

  /// What the server said before it closed the connection on its own, if it did.
  package var lastWords: String? { connection.lastWords }

  /// Whether a COMMIT of an earlier connection of this role is still under way, as one is that waits
  /// for a synchronous standby, whoever has given up waiting with it.
  ///
  /// - Parameter process: the number of the server's process that had it.
  package mutating func isCommitting(_ process: Int64) throws(PostgresError) -> Bool {
    try transaction(writes: false) { transaction, _ throws(PostgresError) in
      try transaction.execute(Statement.isCommitting, [.int64(process)]).bool(0, 0)
    }
  }

  /// Whether the connection is still there, as far as what has come in on it tells.
  package mutating func isConnected() -> Bool {
    connection.listen()
    // The end of the connection may come a moment after the words that announce it.
    return !connection.isBroken && connection.lastWords == nil
  }

  /// What is wrong with a connection string, or nil.
  package static func complaint(about database: String) -> String? {
    Connection.check(conninfo: database)
  }

  /// Runs a transaction in the market's schema.
  ///
  /// - Parameter work: gets the transaction and the time at its head: the only clock there is.
  /// - Throws: where `writes` is set, a refusal of any server that is not the primary one; decisions
  ///   are never read from a standby.
  package mutating func transaction<Result>(
    writes: Bool = true, seeing view: Transaction.View = .latest,
    _ work: (inout Transaction, Instant) throws(PostgresError) -> Result
  ) throws(PostgresError) -> Result {
    let parameters: [Parameter] = [.text(schema), .text(statementTimeout)]
    var noted: (at: Int64, oldestRunning: Int64, serverStart: Int64, process: Int64)?
    defer {
      if let noted {
        beginning.note(
          at: noted.at, oldestRunning: noted.oldestRunning, serverStart: noted.serverStart)
        serverProcess = noted.process
      }
    }
    return try connection.transaction(seeing: view) { transaction throws(PostgresError) in
      let head = try transaction.execute(Statement.beginWork, parameters)
      if writes, try head.bool(0, 2) {
        throw PostgresError(
          sqlState: "25006", message: "this server is a standby or read-only",
          hint: "Name the primary server, or add target_session_attrs=read-write.")
      }
      let now = try head.microseconds(0, 1)
      noted = (
        now, try head.int64(0, 3), try head.microseconds(0, 4), try head.int64(0, 5)
      )
      return try work(&transaction, Instant(microseconds: now))
    }
  }
}

extension Limits {
  /// For work in batches, each of which takes a fraction of a second on a server that is well.
  package static let work = Limits(statement: .seconds(60), commit: .seconds(30))
}

/// Why a market's schema does not fit this program.
package enum SchemaMismatch: Error, Equatable, CustomStringConvertible {
  case missing(schema: String)
  case tooOld(schema: String, found: Int64, known: Int64)
  case tooNew(schema: String, found: Int64, known: Int64)

  package var description: String {
    switch self {
    case .missing(let schema):
      "there is no settled schema “\(schema)” that this role can see: run settled migrate, or check"
        + " --schema and the role's rights"
    case .tooOld(let schema, let found, let known):
      "schema “\(schema)” is at version \(found) and this program needs \(known): run settled migrate"
    case .tooNew(let schema, let found, let known):
      "schema “\(schema)” is at version \(found), newer than the \(known) this program knows:"
        + " upgrade settled"
    }
  }
}

extension Market {
  /// Compares the schema with what this program knows; nil if they fit.
  package mutating func schemaMismatch() throws(PostgresError) -> SchemaMismatch? {
    let schema = schema
    let found: Int64? = try transaction(writes: false) { transaction, _ throws(PostgresError) in
      guard try transaction.execute(Statement.hasSchema).bool(0, 0) else { return nil }
      return try transaction.execute(Statement.appliedVersion).int64(0, 0)
    }
    guard let found, found > 0 else { return .missing(schema: schema) }
    if found < Migration.latest {
      return .tooOld(schema: schema, found: found, known: Migration.latest)
    }
    if found > Migration.latest {
      return .tooNew(schema: schema, found: found, known: Migration.latest)
    }
    return nil
  }
}
