import Foundation
import Policy
import Postgres
import SQL
import Store
import TestCluster
import TestModel
import Testing
import Worker

/// A schema that is older than the program, or newer.
@Suite struct UpgradeTests {
  @Test("A worker touches nothing in a schema that was migrated under it")
  func upgraded() throws {
    let site = try Site(template: try BadRowTests.smallCrowd.get())
    try site.run(
      "INSERT INTO settled.schema_migrations (version, name) VALUES (999, 'later')",
      as: .administrator)
    let error = #expect(throws: PostgresError.self) { try site.pass() }
    #expect(error?.kind == .unusable)
    #expect(try site.number("SELECT count(*) FROM settled.settlement_lines") == 0)
  }

  /// The first version that anybody has run.
  private static let oldest: Int64 = 5

  @Test(
    "A market that was half settled when its schema was upgraded ends as any other",
    arguments: oldest..<Migration.latest)
  func upgraded(from version: Int64) throws {
    let site = try Site(template: "template0")
    try install(version, in: site)
    let (rows, rest, expected) = try Self.halfSettled.get()
    _ = try site.ground.cluster.psql(site.database, rows)
    try rest.write(to: site)
    var market = try Market(
      database: site.ground.cluster.address(database: site.database), schema: "settled")
    #expect(try market.migrate().applied.count == Int(Migration.latest - version))
    let pass = try site.pass()
    #expect(pass.busy == 0 && pass.tally.settled > 0)
    expectSame(try site.ledger(detailed: false), expected, "\(Seed.note), from \(version)")
    try expectMoneyAddsUp(in: site)
    #expect(try site.pass().isEmpty)
  }

  @Test("A migration waits for the batches that are under way")
  func awaitsWorkers() throws {
    let site = try Site(template: "template0")
    try install(Migration.latest - 1, in: site)
    let conninfo = site.conninfo(.administrator)
    let address = site.ground.cluster.address(database: site.database)
    let hasClaimed = DispatchSemaphore(value: 0)
    let outcomes = try Crew.run(2) { number in
      if number == 1 {
        hasClaimed.wait()
        var market = try Market(database: address, schema: "settled")
        return try market.migrate().applied.count
      }
      defer { hasClaimed.signal() }
      var worker = try Connection(conninfo, applicationName: "worker")
      try worker.script("BEGIN; SELECT max(version) FROM settled.schema_migrations")
      hasClaimed.signal()
      let waiting = """
        SELECT count(*) FROM pg_locks
         WHERE relation = 'settled.schema_migrations'::regclass AND NOT granted
        """
      let deadline = ContinuousClock.now + .seconds(4)
      while try worker.execute(waiting).int64(0, 0) == 0, deadline > .now { usleep(10_000) }
      let waiters = try worker.execute(waiting).int64(0, 0)
      try worker.script("COMMIT")
      return Int(waiters)
    }
    #expect(outcomes == [1, 1])
  }

  private func install(_ version: Int64, in site: Site) throws {
    var connection = try site.connection(.administrator)
    try connection.script("CREATE SCHEMA settled; SET search_path = settled, pg_temp")
    try connection.script(Statement.createHistory)
    for migration in Migration.all.prefix(Int(version)) {
      try connection.script(migration.script)
      try connection.execute(
        Statement.recordMigration, [.int64(migration.version), .text(migration.name)])
    }
  }

  /// The rows of a market in which a worker has seen half of some Projects, the other half, and what
  /// they all come to. Tables are the same in all versions.
  private static let halfSettled = Result {
    let site = try Site()
    let now = Instant(microseconds: Int64(Date().timeIntervalSince1970) * 1_000_000)
    let randoms = ReferenceModelTests.randoms(600, at: now)
    try Loading(Array(randoms.prefix(300))).write(to: site)
    try site.pass()
    let rows = try site.ground.cluster.dumpRows(
      site.database, except: "settled.schema_migrations")
    let rest = Loading(Array(randoms.suffix(300)))
    return (rows, rest, Set(randoms.flatMap { Expectation($0.project, at: now).lines }))
  }
}
