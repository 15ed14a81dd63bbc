import Testing

/// Triggers that look at all rows of a statement at once.
@Suite struct StatementTriggerTests {
  /// The more rows, the dearer their queries look; to compile one takes longer than to run it.
  @Test func theServerCompilesNothingForThem() throws {
    var bench = try Bench()
    let functions = """
      FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid
       WHERE f.pronamespace = current_schema()::regnamespace
         AND coalesce(t.tgoldtable, t.tgnewtable) IS NOT NULL
      """
    #expect(try bench.texts("SELECT DISTINCT f.proname::text \(functions)").count >= 8)
    #expect(
      try bench.texts(
        "SELECT f.proname::text \(functions) AND (f.proconfig @> '{jit=off}') IS NOT TRUE") == [])
  }
}
