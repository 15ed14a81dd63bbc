import Postgres
import Store
import TestCluster

/// A market of a test's own, and a superuser's connection to it.
struct Bench: ~Copyable {
  let database: String
  private var connection: Connection

  /// Takes an empty market, and enters the advertiser whom every Project here has.
  init() throws {
    let database = try Shelf.shared.take()
    var connection = try Self.connect(database)
    try connection.script("INSERT INTO advertisers VALUES (1, NULL)")
    self.database = database
    self.connection = connection
  }

  deinit {
    Shelf.shared.putBack(database)
  }

  /// A connection which finds the market without naming it.
  static func connect(
    _ database: String, user: String = "postgres", applicationName: String = "tests"
  ) throws(PostgresError) -> Connection {
    let words = Cluster.shared.conninfo(database: database, user: user)
    return try Connection(
      "\(words) options='-c search_path=\(Template.schema)'", applicationName: applicationName)
  }

  /// The same market, as a worker sees it.
  func market() throws(PostgresError) -> Market {
    try Market(
      database: Cluster.shared.address(database: database), schema: Template.schema)
  }

  /// Runs statements, together a transaction.
  mutating func run(_ sql: String) throws(PostgresError) {
    try connection.script(sql)
  }

  /// Runs statements, together a transaction, which a role writes.
  mutating func run(as role: String, _ sql: String) throws(PostgresError) {
    try connection.script("BEGIN; SET LOCAL ROLE \(role); \(sql); COMMIT")
  }

  /// Why statements are refused; nil if they went through.
  mutating func refusal(of sql: String) -> PostgresError? {
    do throws(PostgresError) {
      try run(sql)
      return nil
    } catch {
      return error
    }
  }

  /// Why statements of a role are refused; nil if they went through.
  mutating func refusal(as role: String, _ sql: String) -> PostgresError? {
    do throws(PostgresError) {
      try run(as: role, sql)
      return nil
    } catch {
      try? run("ROLLBACK")
      return error
    }
  }

  /// The rows of a query with one column of text.
  mutating func texts(_ sql: String) throws(PostgresError) -> [String] {
    let rows = try connection.execute(sql)
    var texts: [String] = []
    for row in 0..<rows.count { texts.append(try rows.optionalText(row, 0) ?? "") }
    return texts
  }

  /// The one value of a query, as text.
  mutating func text(_ expression: String) throws(PostgresError) -> String? {
    try connection.execute("SELECT (\(expression))::text").optionalText(0, 0)
  }
}
