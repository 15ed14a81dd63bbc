import Postgres

/// Compares every row of a market with what the facts demand.
///
/// It shares nothing with a worker: it is SQL, under `sql/`, over the facts as the arena's witness
/// noted them. It takes a market that is quiet: whatever is due has been done.
struct Checker {
  /// The words that connect the owner of the schema.
  let database: String
  var schema = "settled"
  /// From a cancellation's effect until its refund is due, as PostgreSQL reads it.
  var processingTime = "72 hours"

  /// A sentence for each row that is not as it must be; none if all is well.
  ///
  /// - Parameter corruption: a statement that changes one row before the look, whatever guards it,
  ///   and is undone afterwards.
  func violations(after corruption: String? = nil) throws(PostgresError) -> [String] {
    var connection = try Connection(database, applicationName: "checker")
    try connection.script("BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL timezone = 'UTC'")
    try connection.execute(
      """
      SELECT set_config('search_path', quote_ident($1), true),
             set_config('torture.processing_time', $2, true), set_config('jit', 'off', true)
      """, [.text(schema), .text(processingTime)])
    if let corruption {
      try connection.script(Self.unguarded)
      let affected = try connection.execute(corruption).affected
      guard affected == 1 else {
        throw PostgresError(
          sqlState: nil, message: "a corruption reached \(affected) rows: \(corruption)")
      }
    }
    for script in [
      PackageResources.facts_sql, PackageResources.turns_sql, PackageResources.demands_sql,
    ] {
      try connection.script(String(decoding: script, as: UTF8.self))
    }
    let rows = try connection.execute(
      String(decoding: PackageResources.violations_sql, as: UTF8.self))
    var sentences: [String] = []
    for row in 0..<rows.count { sentences.append(try rows.text(row, 0)) }
    try connection.script("ROLLBACK")
    return sentences
  }

  /// Takes every guard off the market's tables: triggers, checks, keys that refer and keys.
  private static let unguarded = """
    DO $$
    DECLARE
      guard record;
    BEGIN
      FOR guard IN SELECT conrelid::regclass AS relation, conname FROM pg_constraint
                    WHERE connamespace = current_schema()::regnamespace AND conrelid <> 0
                    ORDER BY contype <> 'f' LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', guard.relation, guard.conname);
      END LOOP;
      FOR guard IN SELECT oid::regclass AS relation FROM pg_class
                    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER ALL', guard.relation);
      END LOOP;
    END
    $$
    """
}
