import Postgres

/// Who competes in writing down what has fallen due: settled, PostgreSQL without any program, and what
/// one would write by hand.
struct Rivals {
  static let settled = "settled"
  static let limit = "the limit"
  /// The same with as many Projects a transaction as the program takes, which a platform at work beside
  /// it can live with.
  static let limitInBatches = "the limit in 1000s"
  static let byHand = "by hand"

  let ground: Ground
  let server: Server
  /// The kind of work; two databases are named after it.
  let work: String
  /// The procedure that does it, of the limit and by hand.
  let procedure: String

  private var marketTemplate: String { "\(work)_settled" }
  private var byHandTemplate: String { "\(work)_by_hand" }

  /// Makes and loads the two databases that everybody starts from; the market's agenda, which one by
  /// hand has not got, is then put as it would be.
  func load(_ script: String, agenda: String = "") throws {
    for (database, schema) in [(marketTemplate, Ground.Schema.settled), (byHandTemplate, .byHand)] {
      try ground.make(database, schema, on: server)
      try ground.load(
        database, schema == .settled ? "\(script);\n\(agenda)" : script, schema, on: server)
    }
  }

  func drop() throws {
    for database in [marketTemplate, byHandTemplate] { try server.drop(database) }
  }

  /// The program, or several at once; the time ends with the last of them.
  func program(_ name: String = settled, workers: Int = 1) -> Contest.Contender {
    Contest.Contender(name: name, template: marketTemplate, schema: .settled) { database in
      let start = ContinuousClock.now
      let workers = try (0..<workers).map { _ in
        try ground.program.start(["run", "--once"], on: server, database)
      }
      for worker in workers { _ = try worker.finish() }
      return start.duration(to: .now)
    }
  }

  func limit(batch: Int) -> Contest.Contender { limit(Self.limit, batch: batch) }

  func limitInBatches() -> Contest.Contender { limit(Self.limitInBatches, batch: 1000) }

  private func limit(_ name: String, batch: Int) -> Contest.Contender {
    Contest.Contender(name: name, template: marketTemplate, schema: .settled) { database in
      try call("bench.\(procedure)", batch, in: database, as: "settled_worker", "settled")
    }
  }

  func byHand(batch: Int) -> Contest.Contender {
    Contest.Contender(name: Self.byHand, template: byHandTemplate, schema: .byHand) { database in
      try call(procedure, batch, in: database, as: "postgres", "by_hand")
    }
  }

  /// The fastest size of a batch: each is tried, the smallest first, until one takes twice as long. By
  /// processor time, which differs less from run to run, and there is nothing else to wait for.
  func fastest(
    _ contender: (Int) -> Contest.Contender, in contest: Contest
  ) throws -> Contest.Contender {
    var best: (batch: Int, time: Double)?
    for batch in [250, 1000, 4000, 16_000, 1_000_000_000] {
      let time = try contest.run(contender(batch)).processorTime
      if let best, time > 2 * best.time { break }
      if time < best?.time ?? .infinity { best = (batch, time) }
    }
    let chosen = contender(best?.batch ?? 1000)
    ground.report.note("\(chosen.name) is fastest with \(best?.batch ?? 1000) a transaction")
    return chosen
  }

  private func call(
    _ procedure: String, _ batch: Int, in database: String, as user: String, _ schema: String
  ) throws -> Duration {
    let start = ContinuousClock.now
    var connection = try server.connect(database, as: user)
    try connection.execute("SET search_path = \(schema)")
    try connection.execute("SET jit = off")
    // Spares the limit what it spares the program.
    try connection.execute("SET settled.deciding = 'yes'")
    try connection.execute("CALL \(procedure)(\(batch))")
    return start.duration(to: .now)
  }
}
