import Postgres

/// Several ways to do the same work, in turns, each time from a copy of the same database.
struct Contest {
  /// One of them.
  struct Contender {
    let name: String
    /// The database that it starts from, and where in it the work lies.
    let template: String
    let schema: Ground.Schema
    /// Does the work in a copy, and says how long that took.
    let work: (_ database: String) throws -> Duration
  }

  /// What a run came to.
  struct Run {
    let seconds: Double
    let walBytes: Double
  }

  let ground: Ground
  let server: Server
  /// Tells, from the facts before the work, what ``Script/outcome`` has to find after it.
  let expectation: String

  /// Runs each of them once a round, in another order each time.
  func run(_ contenders: [Contender], rounds: Int) throws -> [String: [Run]] {
    var runs: [String: [Run]] = [:]
    for round in 0..<rounds {
      let first = round % contenders.count
      for contender in contenders[first...] + contenders[..<first] {
        runs[contender.name, default: []].append(try run(contender))
      }
    }
    return runs
  }

  /// Runs one of them, and checks every row that it wrote.
  func run(_ contender: Contender) throws -> Run {
    let database = try server.copy(contender.template)
    let before = try position()
    let duration = try contender.work(database)
    let bytes = Double(try position() - before)
    try check(database, contender)
    try server.drop(database)
    ground.report.note(
      "\(contender.name): \(duration.seconds.short) s, \((bytes / 1e6).short) MB of WAL")
    return Run(seconds: duration.seconds, walBytes: bytes)
  }

  private func position() throws -> Int64 {
    var connection = try server.connect("postgres")
    return try connection.execute(
      "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint"
    ).int64(0, 0)
  }

  private func check(_ database: String, _ contender: Contender) throws {
    let path = "SET search_path = \(contender.schema.rawValue);\n"
    let wanted = try server.psql(contender.template, path + expectation)
    let found = try server.psql(database, path + Script.outcome)
    guard found == wanted else {
      throw Flaw(
        "\(contender.name) did not write what the facts demand.\nwanted:\n\(wanted)\nfound:\n\(found)"
      )
    }
    guard contender.schema == .settled else { return }
    let left = try server.psql(
      database, path + "SELECT count(*) FROM agenda WHERE due_at <= now()")
    guard left == "0" else { throw Flaw("\(contender.name) left \(left) rows on the agenda.") }
  }
}
