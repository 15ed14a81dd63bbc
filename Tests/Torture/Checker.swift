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
  func violations() throws(PostgresError) -> [String] {
    var connection = try Connection(database, applicationName: "checker")
    try connection.script("BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL timezone = 'UTC'")
    try connection.execute(
      """
      SELECT set_config('search_path', quote_ident($1), true),
             set_config('torture.processing_time', $2, true), set_config('jit', 'off', true)
      """, [.text(schema), .text(processingTime)])
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
}
