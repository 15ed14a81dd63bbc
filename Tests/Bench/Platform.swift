/// What the schema's triggers cost the platform: its own transactions with and without them.
struct Platform: Measure {
  static let name = "platform"

  private static let blocks = 40
  private static let blockSize = 50

  private struct Time {
    var elapsed = 0.0
    var processor = 0.0
  }

  func run(on ground: Ground) throws -> [Finding] {
    let server = try ground.server(.contest)
    let rounds = ground.sizes.rounds
    let bulk = min(30_000, ground.sizes.orders)
    let singles = 2 * (Self.blocks + 1) * Self.blockSize
    try ground.make("platform", on: server)
    try ground.load("platform", Script.loadPlatform, orders: singles + rounds * bulk, on: server)
    let guarded = try server.copy("platform")
    let bare = try server.copy("platform")
    try server.psql(
      bare,
      """
      SET search_path = settled;
      ALTER TABLE orders DISABLE TRIGGER USER;
      ALTER TABLE projects DISABLE TRIGGER USER;
      ALTER TABLE cancellations DISABLE TRIGGER USER;
      """)
    let now = try server.psql("postgres", "SELECT date_trunc('second', now())")
    func open() throws -> [PlatformSession] {
      try [guarded, bare].map { try PlatformSession($0, on: server, now: now) }
    }
    let sessions = try open()
    var findings: [Finding] = []
    var next = 1
    for commit in ["on", "off"] {
      findings += try single(sessions, synchronousCommit: commit, from: next)
      next += (Self.blocks + 1) * Self.blockSize
    }
    findings += try inBulk(open, server, rows: bulk, rounds: rounds, from: next)
    try compare(guarded, bare, on: server)
    for database in [guarded, bare, "platform"] { try server.drop(database) }
    return findings
  }

  /// One row a transaction, in blocks that take turns. A first block is not counted: a session has to
  /// warm up.
  private func single(
    _ sessions: [PlatformSession], synchronousCommit: String, from first: Int
  ) throws -> [Finding] {
    var times: [PlatformSession.Action: [[Time]]] = [:]
    for session in sessions { try session.execute("SET synchronous_commit = \(synchronousCommit)") }
    for block in 0...Self.blocks {
      let rows = (first + block * Self.blockSize)..<(first + (block + 1) * Self.blockSize)
      for action in PlatformSession.Action.allCases {
        var pair = [Time(), Time()]
        for index in block.isMultiple(of: 2) ? [0, 1] : [1, 0] {
          pair[index] = try timed(sessions[index]) { try $0.time(action, eachOf: rows) }
        }
        if block > 0 { times[action, default: []].append(pair) }
      }
    }
    return PlatformSession.Action.allCases.map { action in
      finding(
        "\(action), one row, synchronous_commit=\(synchronousCommit)", times[action] ?? [],
        unit: "µs", factor: 1e6, .ratioAtMost(1.35))
    }
  }

  /// Many rows a statement, in sessions that have done nothing yet, like those of a nightly job: plans
  /// that a session keeps are made for many rows.
  private func inBulk(
    _ open: () throws -> [PlatformSession], _ server: Server, rows: Int, rounds: Int,
    from first: Int
  ) throws -> [Finding] {
    var times: [PlatformSession.Action: [[Time]]] = [:]
    for round in 0..<rounds {
      let sessions = try open()
      let range = (first + round * rows)..<(first + (round + 1) * rows)
      for action in PlatformSession.Action.allCases {
        var pair = [Time(), Time()]
        for index in round.isMultiple(of: 2) ? [0, 1] : [1, 0] {
          try server.checkpoint()
          pair[index] = try timed(sessions[index]) { try $0.time(action, allOf: range) }
        }
        times[action, default: []].append(pair)
      }
    }
    return PlatformSession.Action.allCases.map { action in
      finding(
        "\(action), \(rows) rows in a statement", times[action] ?? [], unit: "ms", factor: 1e3,
        .ratioAtMost(2.5))
    }
  }

  private func finding(
    _ name: String, _ times: [[Time]], unit: String, factor: Double, _ reach: Finding.Reach
  ) -> Finding {
    let ratios = times.map { $0[0].elapsed / $0[1].elapsed }
    return Finding(
      name, times.map { $0[0].elapsed * factor }.median, unit,
      against: ("without triggers", times.map { $0[1].elapsed * factor }.median),
      ratio: ratios.median, reach,
      note:
        "ratios \((ratios.min() ?? .nan).short)–\((ratios.max() ?? .nan).short); of the server's"
        + " processor time \(times.map { $0[0].processor / $0[1].processor }.median.short)")
  }

  private func timed(
    _ session: PlatformSession, _ body: (PlatformSession) throws -> Double
  ) throws -> Time {
    let before = try session.processorTime()
    let elapsed = try body(session)
    return Time(elapsed: elapsed, processor: try session.processorTime() - before)
  }

  /// Both have done the same, and the triggers have put it on the agenda.
  private func compare(_ guarded: String, _ bare: String, on server: Server) throws {
    let path = "SET search_path = settled;\n"
    let facts = """
      SELECT sum(hashtextextended(o::text, 0)::numeric) FROM orders o;
      SELECT sum(hashtextextended(c::text, 0)::numeric) FROM cancellations c;
      """
    guard try server.psql(guarded, path + facts) == server.psql(bare, path + facts) else {
      throw Flaw("With and without triggers the platform did not write the same.")
    }
    let missing = try server.psql(
      guarded,
      path + """
        SELECT count(*)
          FROM (SELECT project_id FROM orders WHERE status = 'in_review'
                UNION SELECT project_id FROM cancellations WHERE status = 'open'
                         AND provider_accepted_at IS NOT NULL) AS f
         WHERE NOT EXISTS (SELECT FROM agenda a WHERE a.project_id = f.project_id)
        """)
    guard missing == "0" else { throw Flaw("\(missing) Projects are not on the agenda.") }
  }
}
