import Postgres
import TestCluster
import Testing

@Suite struct ErrorTests {
  @Test func namesTheConstraintAndKeepsTheRowToItself() throws {
    var connection = try connect()
    try connection.script("CREATE TEMPORARY TABLE guests (name text CONSTRAINT one_each UNIQUE)")
    try connection.execute("INSERT INTO guests VALUES ('Hercule Poirot')")
    let error = try #require(
      failure { () throws(PostgresError) in
        try connection.execute("INSERT INTO guests VALUES ($1)", [.text("Hercule Poirot")])
      })
    #expect(error.sqlState == "23505")
    #expect(error.constraint == "one_each")
    #expect(error.table == "guests")
    #expect(error.kind == .row)
    #expect(error.description.contains("one_each"))
    #expect(!"\(error)".contains("Poirot"))
    #expect(!String(reflecting: error).contains("Poirot"))
  }

  @Test(arguments: [
    ("SELECT 1 FROM nothing", "42P01", PostgresError.Kind.unusable),
    ("SELECT nonsense", "42703", .unusable),
    ("SELEC 1", "42601", .unusable),
    ("SELECT 1; SELECT 2", "42601", .unusable),
    ("SELECT 1 FROM nowhere.nothing", "42P01", .unusable),
    ("SELECT 1 / 0", "22012", .row),
    ("SELECT (SELECT 1 FROM generate_series(1, 2))", "21000", .row),
    ("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$", "40001", .again),
    ("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40P01'; END $$", "40P01", .again),
    ("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '55P03'; END $$", "55P03", .again),
    ("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '57014'; END $$", "57014", .again),
    ("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '53100'; END $$", "53100", .unreachable),
    ("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '25006'; END $$", "25006", .unusable),
    ("DO $$ BEGIN RAISE EXCEPTION 'no'; END $$", "P0001", .row),
  ]) func kind(sql: String, sqlState: String, kind: PostgresError.Kind) throws {
    var connection = try connect()
    let error = failure { () throws(PostgresError) in try connection.execute(sql) }
    #expect(error?.sqlState == sqlState)
    #expect(error?.kind == kind)
    #expect(connection.isBroken == false)
    #expect(try connection.execute("SELECT 1").int64(0, 0) == 1)
  }

  @Test func anUpdateOvertakenIsTriedAgain() {
    let overtaken = PostgresError(sqlState: "XX000", message: "tuple concurrently updated")
    #expect(overtaken.kind == .again)
    #expect(PostgresError(sqlState: "XX000", message: "cache lookup failed").kind == .row)
  }

  @Test(arguments: ["COPY (SELECT generate_series(1, 9)) TO STDOUT", "COPY c FROM STDIN"])
  func copyIsRefused(sql: String) throws {
    var connection = try connect()
    try connection.script("CREATE TEMPORARY TABLE c (a int)")
    let error = failure { () throws(PostgresError) in try connection.script(sql) }
    #expect(error?.kind == .unusable)
    #expect(try connection.execute("SELECT count(*) FROM c").int64(0, 0) == 0)
  }

  @Test func aMessageIsOneLine() throws {
    var connection = try connect()
    let error = failure { () throws(PostgresError) in
      try connection.script(
        "DO $$ BEGIN RAISE EXCEPTION E'two\nlines' USING HINT = E'a\nb'; END $$")
    }
    #expect(error?.message == "two lines")
    #expect(error?.description == "two lines (SQLSTATE P0001). Hint: a b")
  }
}
