import Postgres
import Testing

@Suite struct RowsTests {
  @Test func counts() throws {
    var connection = try connect()
    try connection.script("CREATE TEMPORARY TABLE t (a int); INSERT INTO t VALUES (1), (2), (3)")
    let updated = try connection.execute("UPDATE t SET a = a + 1 WHERE a > 1")
    #expect(updated.affected == 2)
    #expect(updated.count == 0)
    let deleted = try connection.execute("DELETE FROM t RETURNING a")
    #expect(deleted.affected == 3)
    #expect(deleted.count == 3)
    #expect(try connection.execute("").count == 0)
  }

  @Test func integersOfAnyWidth() throws {
    var connection = try connect()
    let rows = try connection.execute("SELECT (-2)::smallint, (-70000)::integer, 2::bigint ^ 0 = 1")
    #expect(try rows.int64(0, 0) == -2)
    #expect(try rows.int64(0, 1) == -70_000)
    #expect(try rows.bool(0, 2))
  }

  @Test func textOfAnyType() throws {
    var connection = try connect()
    try connection.script("CREATE TYPE pg_temp.mood AS ENUM ('fair')")
    let rows = try connection.execute(
      "SELECT 'v'::varchar, 'n'::name, '{}'::json, 'fair'::pg_temp.mood, 'u'")
    #expect(try (0..<5).map { try rows.text(0, $0) } == ["v", "n", "{}", "fair", "u"])
  }

  @Test func whatIsNotThereIsUnusable() throws {
    var connection = try connect()
    let rows = try connection.execute("SELECT NULL::bigint, 'x'::text, 1::bigint, 1.5::float8")
    let errors = [
      failure { () throws(PostgresError) in _ = try rows.int64(0, 0) },
      failure { () throws(PostgresError) in _ = try rows.int64(0, 1) },
      failure { () throws(PostgresError) in _ = try rows.text(0, 2) },
      failure { () throws(PostgresError) in _ = try rows.microseconds(0, 2) },
      failure { () throws(PostgresError) in _ = try rows.optionalInt64(0, 3) },
      failure { () throws(PostgresError) in _ = try rows.optionalBool(0, 4) },
      failure { () throws(PostgresError) in _ = try rows.optionalText(1, 0) },
    ]
    #expect(errors.allSatisfy { $0?.kind == .unusable && $0?.sqlState == nil })
    #expect(errors[0]?.message == "column 0 is null: expected bigint")
  }
}
