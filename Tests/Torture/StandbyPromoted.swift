import Foundation
import Glibc
import Postgres
import TestCluster
import TestModel

/// The primary dies while workers settle, and a synchronous standby takes its place: what a worker
/// has said is done has been done.
struct StandbyPromoted: Ordeal {
  static let name = "standby"
  static let faults = [
    FaultKind(applied, brief: 1, full: 10), FaultKind(flushed, brief: 1, full: 10),
    FaultKind(acknowledged, brief: 20, full: 500),
  ]

  private static let applied = "standby promoted, synchronous_commit = remote_apply"
  private static let flushed = "standby promoted, synchronous_commit = on"
  private static let acknowledged = "settlements acknowledged before a primary died"

  func run(_ trial: inout Trial) throws {
    while trial.goesOn {
      let kind = trial.lacks(Self.applied) ? Self.applied : Self.flushed
      let level = kind == Self.applied ? "remote_apply" : "on"
      try failOver(&trial, synchronousCommit: level)
      trial.count(kind)
    }
  }

  private func failOver(_ trial: inout Trial, synchronousCommit level: String) throws {
    let primary = try Cluster()
    defer { primary.stop() }
    let before = try Arena(trial, on: primary)
    let standby = try Cluster(standbyOf: primary)
    defer { standby.stop() }
    let after = Arena(before, on: standby)
    try synchronize(before, level)

    var loaded = 0
    func load(_ count: Int) throws {
      try before.load(count, using: &trial.dice)
      loaded += count
    }
    try load(60)
    let hosts = "\(primary.socketDirectory),\(standby.socketDirectory)"
    func workman(_ arguments: String...) throws -> Workman {
      try Workman(
        trial.program, ["run"] + arguments,
        database: before.conninfo(.worker, through: hosts) + " target_session_attrs=read-write"
          + " connect_timeout=2",
        environment: ["SETTLED_POLL_INTERVAL": "20ms", "SETTLED_LOG_LEVEL": "debug"])
    }
    let once = try workman("--once", "--json")
    let code = try once.end()
    if code != 0 && code != 65 { trial.violation("a worker ended with \(code): \(once.complaint)") }
    try load(500)
    let workmen = try [once, workman("--batch-size", "2"), workman("--batch-size", "5")]
    try before.waitForWork()
    Thread.sleep(forTimeInterval: Double(trial.dice.below(300)) / 1000)

    if trial.dice.chance(50) { try primary.killPostmaster() } else { primary.cutPower() }
    // Nobody can have reached the standby yet, and nobody is to before it was looked at.
    for workman in workmen { workman.send(SIGSTOP) }
    let said = Acknowledgements(workmen)
    trial.count(Self.acknowledged, said.cancellations.count)
    standby.promote()
    try check(said, printedBy: once, loaded: loaded, in: after, &trial)
    for workman in workmen { workman.send(SIGCONT) }

    try eventually("the workers go on: \(workmen.map(\.complaint))") { try after.due() == 0 }
    for workman in workmen.dropFirst() {
      workman.send(SIGTERM)
      let code = try workman.end()
      if code != 0 { trial.violation("a service ended with \(code): \(workman.complaint)") }
    }
    for sentence in Acknowledgements(workmen).repeated {
      trial.violation("said more than once: \(sentence)")
    }
    try after.finish(&trial)
  }

  /// Has the primary wait for its standby from now on.
  private func synchronize(_ arena: Arena, _ level: String) throws {
    var administrator = try arena.connection(.administrator)
    try administrator.execute("ALTER SYSTEM SET synchronous_commit = '\(level)'")
    try administrator.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
    try administrator.execute("SELECT pg_reload_conf()")
    try eventually("the standby is synchronous") {
      try arena.number("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1
    }
  }

  /// What was acknowledged, to the platform and by the workers, has to be there.
  private func check(
    _ said: Acknowledgements, printedBy once: Workman, loaded: Int, in arena: Arena,
    _ trial: inout Trial
  ) throws {
    let projects = try arena.number("SELECT count(*) FROM projects")
    if projects != loaded { trial.violation("\(projects) Projects are left of \(loaded)") }
    var administrator = try arena.connection(.administrator)
    let rows = try administrator.execute(
      """
      SELECT 'cancellation ' || id FROM unnest($1::bigint[]) AS s (id)
        LEFT JOIN cancellations c ON c.cancellation_id = s.id AND c.status = 'settled'
       WHERE c.cancellation_id IS NULL
      UNION ALL
      SELECT 'order ' || id FROM unnest($2::bigint[]) AS s (id)
        LEFT JOIN orders o ON o.order_id = s.id AND o.approval = 'deemed'
       WHERE o.order_id IS NULL
      """, [.int64s(said.cancellations), .int64s(said.orders)])
    for row in 0..<rows.count {
      trial.violation("said to be done, and lost with the primary: \(try rows.text(row, 0))")
    }
    let object = try JSONSerialization.jsonObject(with: Data(once.printed.utf8))
    let printed = object as? [String: Any]
    let settled = (printed?["settled"] as? Int ?? 0) + (printed?["missed_deadlines"] as? Int ?? 0)
    let logged = Acknowledgements([once]).cancellations.count
    if settled == 0 || settled != logged {
      trial.violation("\(settled) settlements printed, \(logged) logged: \(once.printed)")
    }
  }
}
