import Postgres
import Store
import TestCluster
import TestModel
import Worker

/// A market in a database of its own: a copy of one that was migrated once for all tests.
///
/// Facts are written as `settled_platform` and passes run as `settled_worker`, as in real life.
final class Site: Sendable {
  let ground: Ground
  let database: String

  /// - Parameter template: what to copy instead of the empty market.
  init(_ ground: Ground = .shared, template: String? = nil) throws {
    self.ground = ground
    database = try ground.cluster.createDatabase(template: template ?? ground.template)
  }

  deinit {
    ground.cluster.dropDatabase(database)
  }

  func conninfo(_ role: Role) -> String { ground.conninfo(database, role) }

  /// The words that connect a worker of settled's.
  var address: String { ground.address(database) }

  func connection(_ role: Role = .platform) throws(PostgresError) -> Connection {
    try Connection(conninfo(role), applicationName: "tests")
  }

  func market() throws(PostgresError) -> Market {
    try Market(database: address, schema: "settled")
  }

  /// What one worker does once.
  ///
  /// - Parameter relay: a line to connect through.
  @discardableResult
  func pass(
    batchSize: Int = 1000, patience: Int = 0, through relay: Relay? = nil
  ) throws(PostgresError) -> Pass.Outcome {
    // Of an option given twice the last counts.
    let detour = relay.map { " host=\($0.socketDirectory)" } ?? ""
    var market = try Market(database: address + detour, schema: "settled")
    return try Pass(batchSize: batchSize, processingTime: Site.processingTime, patience: patience)
      .run(in: &market)
  }

  /// Runs statements, by default the platform's.
  func run(_ parts: String..., as role: Role = .platform) throws(PostgresError) {
    var connection = try connection(role)
    try connection.script(parts.joined())
  }

  /// The one text that a query returns; nil if it is null or there is no row.
  func text(_ sql: String) throws(PostgresError) -> String? {
    var connection = try connection(.administrator)
    let rows = try connection.execute(sql)
    return rows.count == 0 ? nil : try rows.optionalText(0, 0)
  }

  /// The one number that a query returns.
  func number(_ sql: String) throws(PostgresError) -> Int64 {
    var connection = try connection(.administrator)
    return try connection.execute(sql).int64(0, 0)
  }

  /// 3 days.
  static let processingTime: Int64 = 3 * 24 * 3600 * 1_000_000
}

extension Loading {
  /// Writes the facts as the platform, and what a worker had already seen of them as the worker.
  func write(to site: Site) throws(PostgresError) {
    var connection = try site.connection(.administrator)
    try write(in: &connection)
  }
}

/// Who connects.
enum Role: String, Sendable {
  case platform = "settled_platform"
  case worker = "settled_worker"
  case administrator = "postgres"
}
