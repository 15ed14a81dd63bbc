import Foundation

/// Whether one huge Project holds up the small ones that fell due after it.
struct Giant: Measure {
  static let name = "giant"

  /// What counts as bounded, in MB.
  private static let memory = 256.0
  private static let small = 2000

  /// When each small Project was done, in seconds from the start, and the memory that it took.
  private struct Crossing {
    let times: [Double]
    let peak: Double
  }

  func run(on ground: Ground) throws -> [Finding] {
    try findings("cancellation", accepted: true, ground)
      + findings("Orders due", accepted: false, ground)
  }

  private func findings(_ name: String, accepted: Bool, _ ground: Ground) throws -> [Finding] {
    let server = try ground.server(.watch)
    let giant = ground.sizes.giant
    try template("giant", of: giant, accepted, server, ground)
    try template("small", of: 0, accepted, server, ground)
    var alone: [Crossing] = []
    var beside: [Crossing] = []
    var aloneByTwo: [Crossing] = []
    var besideByTwo: [Crossing] = []
    for _ in 0..<ground.sizes.rounds {
      alone.append(try course("small", workers: 1, accepted, server, ground))
      beside.append(try course("giant", workers: 1, accepted, server, ground))
      aloneByTwo.append(try course("small", workers: 2, accepted, server, ground))
      besideByTwo.append(try course("giant", workers: 2, accepted, server, ground))
    }
    for database in ["giant", "small"] { try server.drop(database) }
    let title = "beside \(giant) Orders (\(name))"
    return [
      finding("last small one \(title), 1 worker", beside, alone),
      finding("last small one \(title), 2 workers", besideByTwo, aloneByTwo),
      Finding(
        "memory \(title)", beside.map(\.peak).max() ?? .nan, "MB",
        against: ("small ones alone", alone.map(\.peak).max() ?? .nan),
        .figureAtMost(Self.memory)),
    ]
  }

  private func finding(_ name: String, _ with: [Crossing], _ without: [Crossing]) -> Finding {
    let last = with.map { $0.times.max() ?? .nan }
    let lastAlone = without.map { $0.times.max() ?? .nan }
    return Finding(
      name, last.median, "s", against: ("small ones alone", lastAlone.median),
      ratio: zip(last, lastAlone).map { $0 / $1 }.median, .ratioAtMost(1.5),
      note: "p50 \(with.map(\.times.median).median.short) s,"
        + " alone \(without.map(\.times.median).median.short) s")
  }

  private func template(
    _ database: String, of orders: Int, _ accepted: Bool, _ server: Server, _ ground: Ground
  ) throws {
    try ground.make(database, on: server)
    try ground.load(
      database,
      """
      SET LOCAL bench.giant = \(orders);
      SET LOCAL bench.small = \(Self.small);
      SET LOCAL bench.accepted = \(accepted);
      \(Script.loadGiant)
      """, on: server)
  }

  private func course(
    _ template: String, workers: Int, _ accepted: Bool, _ server: Server, _ ground: Ground
  ) throws -> Crossing {
    let database = try server.copy(template)
    let start = try server.psql(database, "SELECT clock_timestamp()")
    let running = try (0..<workers).map { _ in
      try ground.program.start(["run", "--once"], on: server, database)
    }
    var peak = 0.0
    while running.contains(where: { !$0.hasEnded }) {
      for worker in running {
        peak = max(peak, worker.memory?.peak ?? 0)
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
    for worker in running { _ = try worker.finish() }
    let times = try server.psql(
      database,
      """
      SELECT extract(epoch FROM max(pg_xact_commit_timestamp(xmin)) - '\(start)'), count(*)
        FROM settled.notifications WHERE project_id > 0 GROUP BY project_id
      """
    ).split(separator: "\n").map { $0.split(separator: "|").compactMap { Double($0) } }
    let wanted = accepted ? 3.0 : 6
    guard times.count == Self.small, times.allSatisfy({ $0.last == wanted }),
      try server.psql(database, "SELECT count(*) FROM settled.agenda") == "0"
    else { throw Flaw("Some of the small Projects, or the giant one, were not done.") }
    try server.drop(database)
    return Crossing(times: times.map { $0[0] }, peak: peak)
  }
}
