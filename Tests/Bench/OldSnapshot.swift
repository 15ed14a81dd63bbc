import Foundation
import Postgres

/// What a pass costs right after much work, while somebody holds a snapshot from before it, so that
/// nothing of what was left behind can be cleaned up.
struct OldSnapshot: Measure {
  static let name = "snapshot"

  func run(on ground: Ground) throws -> [Finding] {
    let server = try ground.server(.watch)
    let template = "snapshot"
    try ground.make(template, on: server)
    try ground.load(template, Script.loadApprovals + Script.ageAgenda, on: server)
    let findings = try [
      finding("a pass beside an old snapshot", "SELECT 1", template, ground, server),
      finding(
        "a pass beside an old transaction that has written", "SELECT pg_current_xact_id()",
        template,
        ground, server),
    ]
    try server.drop(template)
    return findings
  }

  private func finding(
    _ name: String, _ statement: String, _ template: String, _ ground: Ground, _ server: Server
  ) throws -> Finding {
    let database = try server.copy(template)
    try PassCost.prepare(database, on: server)
    var holder = try server.connect(database)
    try holder.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    try holder.execute(statement)
    let worker = try ground.program.start(
      ["run", "--poll-interval", "200ms"], on: server, database)
    try awaitApprovals(of: ground.sizes.orders, in: database, server)
    let cost = try PassCost(of: database, on: server)
    worker.stop()
    try holder.execute("ROLLBACK")
    try server.drop(database)
    return Finding(name, cost.buffers, "buffers", .figureAtMost(1000), note: cost.note)
  }

  /// Waits until all are approved, without a look at the agenda, which might tidy it up.
  private func awaitApprovals(of orders: Int, in database: String, _ server: Server) throws {
    let deadline = ContinuousClock.now + .seconds(900)
    while try server.psql(database, "SELECT count(*) FROM settled.notifications")
      != String(2 * orders)
    {
      guard .now < deadline else { throw Flaw("The work was not done within 15 minutes.") }
      Thread.sleep(forTimeInterval: 0.3)
    }
  }
}
