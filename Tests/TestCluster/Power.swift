import Foundation

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
  }

  private func command(_ words: String...) {
    do {
      try control(words)
    } catch {
      fatalError("the cluster of the tests: \(error)")
    }
  }
}
