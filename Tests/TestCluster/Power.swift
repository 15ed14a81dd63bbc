import Foundation
import Glibc

/// What can befall a server.
extension Cluster {
  /// Kills the server, as a power cut would.
  package func cutPower() {
    command("stop", "-m", "immediate")
  }

  /// Shuts the server down in an orderly way, which throws out whoever is connected.
  package func shutDown() {
    command("stop", "-m", "fast")
  }

  /// Kills the server's first process, as somebody out of memory would, and waits until all the others
  /// have noticed: no new one can be started before that.
  package func killPostmaster() throws {
    let lines = try String(
      contentsOfFile: "\(socketDirectory)/data/postmaster.pid", encoding: .utf8)
    guard let id = lines.split(separator: "\n").first.flatMap({ Int32($0) }) else {
      throw Overdue("no server to kill: \(lines)")
    }
    let others = Self.children(of: id)
    kill(id, SIGKILL)
    try eventually("every process of the server ends") {
      ([id] + others).allSatisfy { kill($0, 0) != 0 }
    }
  }

  private static func children(of parent: Int32) -> [Int32] {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.compactMap { Int32($0) }.filter { id in
      let status = (try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)) ?? ""
      return status.contains("\nPPid:\t\(parent)\n")
    }
  }

  /// Starts the server again.
  package func startAgain() {
    command("start", "-w", "-l", "\(socketDirectory)/log")
  }

  /// Makes a standby a primary, and waits until it is one.
  package func promote() {
    command("promote", "-w")
  }

  /// Asks a role for its password from now on.
  package func demandPassword(of role: String) throws {
    let path = "\(socketDirectory)/data/pg_hba.conf"
    let rules = try String(contentsOfFile: path, encoding: .utf8)
    let handle = FileHandle(forWritingAtPath: path)
    try handle?.write(contentsOf: Data("local all \(role) scram-sha-256\n\(rules)".utf8))
    try handle?.close()
    _ = try psql("postgres", "SELECT pg_reload_conf()")
    try pooler?.demandPassword(of: role)
  }

  private func command(_ words: String...) {
    do {
      try control(words)
    } catch {
      fatalError("the cluster of the tests: \(error)")
    }
  }
}
