import Foundation
import Glibc
import Postgres
import TestCluster
import TestModel

/// Something that a worker needs is taken from it while it works, and given back.
struct ScarceResources: Ordeal {
  static let name = "resources"
  static let faults = [
    FaultKind("data disk full", brief: 1, full: 20), FaultKind("log disk full", brief: 1, full: 20),
    FaultKind("no connections left", brief: 1, full: 20),
    FaultKind("right revoked", brief: 3, full: 90),
    FaultKind("password changed", brief: 1, full: 20),
  ]

  func run(_ trial: inout Trial) throws {
    let cluster = try Cluster(settings: [
      "max_connections": "14", "min_wal_size": "32MB", "max_wal_size": "32MB",
    ])
    defer { cluster.stop() }
    while trial.lacks("right revoked") { try loseRight(on: cluster, &trial) }
    while trial.lacks("no connections left") { try loseConnections(on: cluster, &trial) }
    while trial.lacks("password changed") { try losePassword(on: cluster, &trial) }
    do {
      let disks = try (data: Mount(megabytes: 64), log: Mount(megabytes: 96))
      while trial.lacks("data disk full") { try fillData(disks.data, of: cluster, &trial) }
      try cluster.moveLog(to: disks.log)
      while trial.lacks("log disk full") { try fillLog(disks.log, of: cluster, &trial) }
    } catch let error as ProgramFailure where error.words.first == "mount" {
      // Standard output may be a machine's.
      let line = "  no disk can be full here, because nothing can be mounted (as root?): \(error)\n"
      FileHandle.standardError.write(Data(line.utf8))
    }
  }

  private func loseRight(on cluster: Cluster, _ trial: inout Trial) throws {
    let rights = [
      "SELECT ON settled.orders", "SELECT ON settled.agenda", "SELECT ON settled.schema_migrations",
      "UPDATE (status, status_reason, effective_at, settled_at) ON settled.cancellations",
      "UPDATE (status, approved_at, approval, cancelled_at) ON settled.orders",
      "DELETE ON settled.agenda", "USAGE ON SCHEMA settled",
      "EXECUTE ON FUNCTION settled.record_missed_deadlines(bigint[], text[])",
    ]
    let right = rights[trial.dice.below(rights.count)]
    let arena = try Arena(trial, on: cluster)
    defer { arena.close() }
    let loss = Loss(arena, isWaitedFor: false, evidence: "")
    try loss.befall(
      "right revoked", &trial,
      breaking: { try $0.administer("REVOKE \(right) FROM settled_worker") },
      mending: { try $0.administer("GRANT \(right) TO settled_worker") })
  }

  /// A session that only takes up room.
  private final class Idler {
    private let connection: Connection
    init(_ conninfo: String) throws {
      connection = try Connection(conninfo, applicationName: "idler")
    }
  }

  private func loseConnections(on cluster: Cluster, _ trial: inout Trial) throws {
    let arena = try Arena(trial, on: cluster)
    defer { arena.close() }
    var idlers: [Idler] = []
    let loss = Loss(arena, isWaitedFor: true, evidence: "connection")
    try loss.befall(
      "no connections left", &trial,
      breaking: { arena in
        try arena.throwWorkersOut()
        while let idler = try? Idler(arena.conninfo(.platform)) { idlers.append(idler) }
      }, mending: { _ in idlers = [] })
  }

  private func losePassword(on cluster: Cluster, _ trial: inout Trial) throws {
    let arena = try Arena(trial, on: cluster)
    defer { arena.close() }
    let rules = "\(cluster.socketDirectory)/data/pg_hba.conf"
    let before = try String(contentsOfFile: rules, encoding: .utf8)
    try arena.administer("ALTER ROLE settled_worker PASSWORD 'one'")
    try cluster.demandPassword(of: "settled_worker")
    let loss = Loss(
      arena, isWaitedFor: false, evidence: "password authentication failed",
      variables: ["PGPASSWORD": "one"])
    try loss.befall(
      "password changed", &trial,
      breaking: {
        try $0.administer("ALTER ROLE settled_worker PASSWORD 'two'")
        try $0.throwWorkersOut()
      },
      mending: {
        let last = try $0.workman("--once", environment: ["PGPASSWORD": "two"])
        guard [0, 65].contains(try last.end()) else { throw Overdue(last.complaint) }
        try before.write(toFile: rules, atomically: false, encoding: .utf8)
        try $0.administer("SELECT pg_reload_conf()")
      })
  }

  private func fillData(_ disk: Mount, of cluster: Cluster, _ trial: inout Trial) throws {
    let arena = try Arena(trial, on: cluster)
    var owner = try Connection(cluster.conninfo(database: "postgres"), applicationName: "torture")
    try owner.execute("DROP TABLESPACE IF EXISTS small")
    try owner.execute("CREATE TABLESPACE small LOCATION '\(disk.folder)'")
    try owner.execute("ALTER DATABASE \(arena.database) SET TABLESPACE small")
    try Loss(arena, isWaitedFor: true, evidence: "No space left on device").befall(
      "data disk full", &trial, breaking: { _ in disk.fill() }, mending: { _ in disk.clear() })
    arena.close()
    try eventually("the disk is given back") {
      do throws(PostgresError) {
        try owner.execute("DROP TABLESPACE small")
        return true
      } catch {
        return false
      }
    }
  }

  private func fillLog(_ disk: Mount, of cluster: Cluster, _ trial: inout Trial) throws {
    let arena = try Arena(trial, on: cluster)
    defer { arena.close() }
    try Loss(arena, isWaitedFor: true, evidence: "").befall(
      "log disk full", &trial,
      breaking: { arena in
        disk.fill()
        // One segment after the other, until there is none to be had.
        while (try? arena.administer("CREATE TABLE IF NOT EXISTS t (); SELECT pg_switch_wal()"))
          != nil
        {
          disk.fill()
        }
      },
      mending: { arena in
        disk.clear()
        try eventually("the server is back") {
          let isDown = access("\(cluster.socketDirectory)/data/postmaster.pid", F_OK) != 0
          if isDown { cluster.startAgain() }
          return (try? arena.administer("DROP TABLE IF EXISTS t")) != nil
        }
        let log = try String(contentsOfFile: "\(cluster.socketDirectory)/log", encoding: .utf8)
        guard log.contains("No space left on device") else {
          throw Overdue("the disk was not full")
        }
      })
  }
}

/// What befalls a service and a one-shot that lose something, until it is given back.
private struct Loss {
  let arena: Arena
  /// Whether a service waits for what it has lost, or ends because nobody but a person can mend it.
  let isWaitedFor: Bool
  /// Words of the program that show what it has lost.
  let evidence: String
  var variables: [String: String]

  init(
    _ arena: Arena, isWaitedFor: Bool, evidence: String, variables: [String: String] = [:]
  ) {
    self.arena = arena
    self.isWaitedFor = isWaitedFor
    self.evidence = evidence
    self.variables = variables
  }

  func befall(
    _ fault: String, _ trial: inout Trial, breaking: (Arena) throws -> Void,
    mending: (Arena) throws -> Void
  ) throws {
    let variables = variables.merging(["SETTLED_POLL_INTERVAL": "20ms"]) { $1 }
    let service = try arena.workman("--batch-size", "7", environment: variables)
    try eventually("it is ready: \(service.complaint)") { !service.logged("ready").isEmpty }
    service.send(SIGSTOP)
    try arena.load(120, using: &trial.dice)
    try breaking(arena)
    service.send(SIGCONT)
    let shot = try arena.workman("--once", environment: variables)
    let code = try shot.end(within: .seconds(90))
    if code != (isWaitedFor ? 75 : 69) {
      trial.violation("\(fault): a one-shot ended with \(code): \(shot.complaint)")
    }
    if isWaitedFor {
      try eventually("it waits: \(service.complaint)") { !service.logged("database_away").isEmpty }
    } else {
      let code = try service.end()
      if code != 69 {
        trial.violation("\(fault): a service ended with \(code): \(service.complaint)")
      }
    }
    let isShown = evidence.isEmpty || (service.complaint + shot.complaint).contains(evidence)
    try mending(arena)
    if isWaitedFor {
      try eventually("it goes on: \(service.complaint)", within: .seconds(60)) {
        try arena.due() == 0
      }
      service.send(SIGTERM)
      let code = try service.end()
      if code != 0 {
        trial.violation("\(fault): a service ended with \(code): \(service.complaint)")
      }
    }
    if isShown {
      trial.count(fault)
    } else {
      trial.violation("\(fault): no word of it: \(shot.complaint)")
    }
    try arena.finish(&trial)
  }
}

extension Arena {
  /// Runs statements as the owner of everything.
  fileprivate func administer(_ sql: String) throws(PostgresError) {
    var connection = try connection(.administrator)
    try connection.script(sql)
  }

  fileprivate func throwWorkersOut() throws(PostgresError) {
    try administer(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'settled_worker'"
    )
  }
}
