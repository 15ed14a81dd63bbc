import Foundation
import Postgres
import SQL
import Store
import TestCluster
import Testing

@Suite struct MigrationTests {
  private func market(_ database: String, schema: String = "settled") throws -> Market {
    try Market(database: Cluster.shared.address(database: database), schema: schema)
  }

  private func connect(_ database: String) throws -> Connection {
    try Connection(Cluster.shared.conninfo(database: database), applicationName: "tests")
  }

  @Test func theSecondTimeThereIsNothingLeftToDo() throws {
    let database = try Cluster.shared.createDatabase()
    defer { Cluster.shared.dropDatabase(database) }
    var market = try market(database)
    let first = try market.migrate()
    #expect(
      first.applied == [
        "facts", "outcomes", "agenda", "guards", "roles", "lighter_writes", "fewer_questions",
        "shorter_conditions", "terms_and_ends", "less_per_row",
      ])
    let second = try market.migrate()
    #expect(second.applied == [])
    #expect(second.version == first.version)
    #expect(try market.schemaMismatch() == nil)
  }

  @Test func eightHostsAtOnceInstallItOnce() throws {
    let database = try Cluster.shared.createDatabase()
    defer { Cluster.shared.dropDatabase(database) }
    let conninfo = Cluster.shared.address(database: database)
    let crowd = Crowd(8) { _ in
      var market = try Market(database: conninfo, schema: "settled")
      return try market.migrate().applied.joined(separator: " ")
    }
    let reports = try crowd.results()
    #expect(
      reports.filter { $0.hasSuffix("shorter_conditions terms_and_ends less_per_row") }.count
        == 1)
    #expect(reports.filter { $0 == "" }.count == 7)
    var connection = try connect(database)
    let history = try connection.execute(
      "SELECT count(*), count(DISTINCT version), max(version) FROM settled.schema_migrations")
    #expect(try history.int64(0, 0) == Migration.latest)
    #expect(try history.int64(0, 1) == Migration.latest)
    #expect(try history.int64(0, 2) == Migration.latest)
  }

  @Test func eightSchemasAtOnceShareTheirRoles() throws {
    let database = try Cluster.shared.createDatabase()
    defer { Cluster.shared.dropDatabase(database) }
    let conninfo = Cluster.shared.address(database: database)
    let crowd = Crowd(8) { number in
      var market = try Market(database: conninfo, schema: "market_\(number)")
      return "\(try market.migrate().applied.count)"
    }
    #expect(try crowd.results() == Array(repeating: "\(Migration.latest)", count: 8))
  }

  @Test func killedMidwayItLeavesNothing() throws {
    let database = try Cluster.shared.createDatabase()
    defer { Cluster.shared.dropDatabase(database) }
    var keeper = try connect(database)
    // The second migration ends with views, and waits for this.
    try keeper.script("BEGIN; LOCK TABLE pg_rewrite IN SHARE MODE")
    let conninfo = Cluster.shared.address(database: database)
    let crowd = Crowd(1) { _ in
      var market = try Market(database: conninfo, schema: "settled")
      return "\(try market.migrate().version)"
    }
    var observer = try connect(database)
    try Waiting.untilBlocked("settled", in: database, observer: &observer)
    try observer.execute(
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'settled' AND datname = current_database()
      """)
    #expect(throws: (any Error).self) { try crowd.results() }
    try keeper.script("ROLLBACK")
    #expect(
      try observer.execute("SELECT to_regnamespace('settled') IS NULL").bool(0, 0))
    var market = try market(database)
    #expect(try market.schemaMismatch() == .missing(schema: "settled"))
    #expect(try market.migrate().applied.count == Migration.all.count)
    #expect(try market.schemaMismatch() == nil)
  }

  @Test func aSchemaOfAnotherVersionIsToldApart() throws {
    let database = try Cluster.shared.createDatabase(template: Template.database)
    defer { Cluster.shared.dropDatabase(database) }
    var market = try market(database)
    var connection = try connect(database)
    let known = Migration.latest
    try connection.execute(
      "INSERT INTO settled.schema_migrations VALUES (\(known + 1), 'later')")
    #expect(
      try market.schemaMismatch() == .tooNew(schema: "settled", found: known + 1, known: known))
    #expect(try market.migrate().applied == [])
    try connection.execute("DELETE FROM settled.schema_migrations WHERE version > 3")
    #expect(
      try market.schemaMismatch() == .tooOld(schema: "settled", found: 3, known: known))
    try connection.execute("DELETE FROM settled.schema_migrations")
    #expect(try market.schemaMismatch() == .missing(schema: "settled"))
    var elsewhere = try self.market(database, schema: "elsewhere")
    #expect(try elsewhere.schemaMismatch() == .missing(schema: "elsewhere"))
  }
}
