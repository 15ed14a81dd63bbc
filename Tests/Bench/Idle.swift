/// What a pass costs when nothing is due, with years of finished work in the tables.
struct Idle: Measure {
  static let name = "idle"

  func run(on ground: Ground) throws -> [Finding] {
    let server = try ground.server(.watch)
    let sizes = ground.sizes
    let empty = try cost(ground, server, "idle_empty") { _ in }
    let full = try cost(ground, server, "idle_full") { database in
      try ground.load(
        database,
        """
        SET LOCAL bench.finished = \(sizes.finished);
        SET LOCAL bench.waiting = \(sizes.waiting);
        \(Script.loadIdle)
        """, on: server)
    }
    let bound = min(40, 1.2 * empty.buffers + 10)
    return [
      Finding(
        "a pass with nothing due", full.buffers, "buffers",
        against: ("an empty schema", empty.buffers), ratio: full.buffers / empty.buffers,
        .figureAtMost(bound), note: full.note)
    ]
  }

  private func cost(
    _ ground: Ground, _ server: Server, _ database: String, load: (String) throws -> Void
  ) throws -> PassCost {
    try ground.make(database, on: server)
    try load(database)
    try PassCost.prepare(database, on: server)
    let worker = try ground.program.start(
      ["run", "--poll-interval", "200ms"], on: server, database)
    let cost = try PassCost(of: database, on: server)
    worker.stop()
    let written = try server.psql(
      database,
      """
      SELECT (SELECT count(*) FROM settled.notifications) + (SELECT count(*) FROM settled.quarantine)
      """)
    guard written == "0" else { throw Flaw("There was something to do after all.") }
    try server.drop(database)
    return cost
  }
}
