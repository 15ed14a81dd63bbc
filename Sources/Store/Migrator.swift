package import Postgres
internal import SQL

extension Market {
  /// What `settled migrate` did.
  package struct MigrationReport: Equatable, Sendable {
    /// The names of the migrations applied now, oldest first; empty if there was nothing to do.
    package let applied: [String]
    /// The version of the schema now.
    package let version: Int64
  }

  /// Installs or upgrades the schema, in one transaction: killed midway it leaves nothing behind, and
  /// a second host waits for the first and then finds nothing left to do.
  package mutating func migrate() throws(PostgresError) -> MigrationReport {
    // Two hosts that create the same schema, table or role at the same instant collide in the
    // server's catalogue, whatever IF NOT EXISTS says; the one that lost just starts again.
    for _ in 1..<10 {
      do throws(PostgresError) {
        return try migrateOnce()
      } catch  where error.kind == .again || Self.collisions.contains(error.sqlState ?? "") {
        continue
      }
    }
    return try migrateOnce()
  }

  /// unique_violation, duplicate_schema, duplicate_table, duplicate_object
  private static let collisions: Set<String> = ["23505", "42P06", "42P07", "42710"]

  private mutating func migrateOnce() throws(PostgresError) -> MigrationReport {
    let schema = schema
    return try transaction { transaction, _ throws(PostgresError) in
      if try !transaction.execute(Statement.hasSchema).bool(0, 0) {
        let create = try transaction.execute(Statement.createSchema, [.text(schema)]).text(0, 0)
        try transaction.execute(create)
        try transaction.execute(Statement.createHistory)
      }
      try transaction.execute(Statement.lockHistory)
      let found = try transaction.execute(Statement.appliedVersion).int64(0, 0)
      let missing = Migration.all.filter { $0.version > found }
      if !missing.isEmpty { try transaction.execute(Statement.awaitWorkers) }
      for migration in missing {
        try transaction.script(migration.script)
        try transaction.execute(
          Statement.recordMigration, [.int64(migration.version), .text(migration.name)])
      }
      return MigrationReport(
        applied: missing.map(\.name), version: max(found, Migration.latest))
    }
  }
}
