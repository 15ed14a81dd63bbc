import Foundation
import Postgres
import SQL
import Store
import TestCluster
import Testing

/// A market lives in one schema of any name, and nothing leads out of it.
@Suite struct SchemaNameTests {
  private func market(_ database: String, schema: String) throws -> Market {
    try Market(database: Cluster.shared.address(database: database), schema: schema)
  }

  private func connect(_ database: String) throws -> Connection {
    try Connection(Cluster.shared.conninfo(database: database), applicationName: "tests")
  }

  @Test(arguments: ["Markt 7", "Markt", "märkte", "a\"b", "select", "it's", "settled, public"])
  func aSchemaMayHaveAnyName(schema: String) throws {
    let database = try Cluster.shared.createDatabase()
    defer { Cluster.shared.dropDatabase(database) }
    var market = try market(database, schema: schema)
    #expect(try market.migrate().applied.count == Migration.all.count)
    #expect(try market.schemaMismatch() == nil)
    var connection = try connect(database)
    try connection.execute(
      "SELECT set_config('search_path', quote_ident($1), false)", [.text(schema)])
    try connection.script(
      "INSERT INTO advertisers VALUES (1, NULL);"
        + Row.project(1, ["deadline": "'2090-01-01Z'"]).insert + Row.order(1).insert)
    #expect(try connection.execute("SELECT count(*) FROM agenda").int64(0, 0) == 1)
    #expect(
      try connection.execute(
        """
        SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = $1 AND NOT tgisinternal AND tgenabled <> 'A'
        """, [.text(schema)]
      ).int64(0, 0) == 0)
  }

  @Test func twoMarketsInOneDatabaseDoNotMeet() throws {
    let database = try Cluster.shared.createDatabase(template: Template.database)
    defer { Cluster.shared.dropDatabase(database) }
    var second = try market(database, schema: "second")
    #expect(try second.migrate().applied.count == Migration.all.count)
    var connection = try connect(database)
    try connection.script(
      """
      SET search_path = second; INSERT INTO advertisers VALUES (1, NULL);
      SET search_path = settled; INSERT INTO advertisers VALUES (1, NULL);
      SET search_path = second, settled;
      """ + Row.project(1, ["deadline": "'2090-01-01Z'"]).insert + Row.order(1).insert
        + Row.cancellation(1).insert)
    for (schema, rows) in [("second", 1), ("settled", 0)] {
      for table in ["projects", "orders", "cancellations", "agenda"] {
        let count = try connection.execute("SELECT count(*) FROM \(schema).\(table)").int64(0, 0)
        #expect(count == rows, "\(schema).\(table)")
      }
    }
    let strays = try connection.execute(
      """
      SELECT count(*) FROM pg_proc WHERE pronamespace = 'second'::regnamespace
         AND (proconfig IS NOT NULL OR prosecdef)
         AND coalesce(array_to_string(proconfig, ' '), '') NOT LIKE 'search_path=second, pg_temp%'
      """)
    #expect(try strays.int64(0, 0) == 0)
  }

  @Test func noStatementNamesASchema() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("sql")
      .resolvingSymlinksInPath()
    let names = try FileManager.default.subpathsOfDirectory(atPath: root.path)
      .filter { $0.hasSuffix(".sql") }
    #expect(names.count > 20)
    for name in names {
      let text = try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
        .replacing("settled.deciding", with: "a setting")
      #expect(!text.contains(#/\b(settled|public)\.\w/#), "\(name)")
    }
  }
}
