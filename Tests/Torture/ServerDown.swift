import Foundation
import Glibc
import Postgres
import TestCluster
import TestModel

/// The server goes down in every way while workers settle, and comes back a moment later.
struct ServerDown: Ordeal {
  static let name = "server"
  static let faults = [
    FaultKind(fast, brief: 2, full: 25), FaultKind(immediate, brief: 2, full: 25),
    FaultKind(backend, brief: 2, full: 25), FaultKind(postmaster, brief: 2, full: 25),
  ]

  private static let fast = "server stopped, fast"
  private static let immediate = "server stopped, immediate"
  private static let backend = "a backend of a worker's killed"
  private static let postmaster = "the server's first process killed"

  func run(_ trial: inout Trial) throws {
    let cluster = try Cluster()
    defer { cluster.stop() }
    let arena = try Arena(trial, on: cluster)
    let services = try (0..<2).map { _ in try arena.workman("--batch-size", "3") }
    while trial.goesOn {
      let lacking = Self.faults.map(\.name).filter { trial.lacks($0) }
      let kinds = lacking.isEmpty ? Self.faults.map(\.name) : lacking
      let kind = kinds[trial.dice.below(kinds.count)]
      try arena.load(400, using: &trial.dice)
      try arena.waitForWork()
      Thread.sleep(forTimeInterval: Double(trial.dice.below(200)) / 1000)
      if try befall(arena, kind, downFor: trial.dice.below(2000)) { trial.count(kind) }
      for service in services where service.hasEnded {
        trial.violation("a service ended with \(service.wait()): \(service.complaint)")
      }
    }
    try arena.waitForWork()
    for service in services {
      service.send(SIGTERM)
      let code = try service.end()
      arena.hear(service)
      if code != 0 { trial.violation("a service ended with \(code): \(service.complaint)") }
    }
    try arena.finish(&trial)
  }

  /// Takes the server away, if there is still work in it, and brings it back.
  private func befall(
    _ arena: Arena, _ kind: String, downFor milliseconds: Int
  ) throws -> Bool {
    guard try arena.due() > 0 else { return false }
    switch kind {
    case Self.fast: arena.cluster.shutDown()
    case Self.immediate: arena.cluster.cutPower()
    case Self.postmaster: try arena.cluster.killPostmaster()
    default: return try killBackend(in: arena)
    }
    Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
    arena.cluster.startAgain()
    return true
  }

  /// Kills a process of the server that works for a worker. The server throws everybody out then, and
  /// recovers by itself.
  private func killBackend(in arena: Arena) throws -> Bool {
    let process = try arena.number(
      """
      SELECT coalesce(min(pid), 0)::bigint FROM pg_stat_activity
       WHERE usename = 'settled_worker' AND datname = current_database() AND state <> 'idle'
      """)
    // Thrown out with everybody else, a moment after the kill.
    var bystander = try arena.connection(.administrator)
    guard process > 0, kill(Int32(process), SIGKILL) == 0 else { return false }
    try eventually("the server notices") { (try? bystander.script("SELECT")) == nil }
    try eventually("the server recovers") { (try? arena.due()) != nil }
    return true
  }
}

extension Arena {
  /// Waits until workers have done something, now that there is something to do.
  func waitForWork() throws {
    var before: Int64?
    try eventually("somebody works", within: .seconds(60)) {
      guard let due = try? due() else { return false }
      defer { before = before ?? due }
      return due == 0 || before.map { due < $0 } ?? false
    }
  }
}
