package import Policy
package import Postgres
internal import SQL

/// A market: one schema of settled in one database, and the connection to it.
package struct Market: ~Copyable {
  /// The schema; nothing else of settled names it.
  package let schema: String
  private var connection: Connection

  /// - Parameter database: a libpq keyword string or URI; empty for libpq's own environment.
  package init(database: String, schema: String) throws(PostgresError) {
    self.schema = schema
    connection = try Connection(database, applicationName: "settled")
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
    writes: Bool = true,
    _ work: (inout Transaction, Instant) throws(PostgresError) -> Result
  ) throws(PostgresError) -> Result {
    let schema = schema
    return try connection.transaction { transaction throws(PostgresError) in
      let head = try transaction.execute(Statement.beginWork, [.text(schema)])
      if writes, try head.bool(0, 2) {
        throw PostgresError(
          sqlState: "25006", message: "this server is a standby or read-only",
          hint: "Name the primary server, or add target_session_attrs=read-write.")
      }
      return try work(&transaction, Instant(microseconds: try head.microseconds(0, 1)))
    }
  }
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
