import Foundation
import Glibc
import Postgres
import Synchronization

/// A PostgreSQL server of the tests' own, which nothing outlives.
package final class Cluster: Sendable {
  /// The server which all tests of a process share; it is started when the first asks for it.
  package static let shared: Cluster = {
    do {
      return try Cluster()
    } catch {
      fatalError("the cluster of the tests: \(error)")
    }
  }()

  /// The folder of the server's socket.
  package let socketDirectory: String

  let installation: Installation
  let clock: FakeClock?
  let pooler: Pooler?
  let databases = Atomic(0)
  private let watchdog: Watchdog

  /// Makes a new server and starts it, with `settings` on top of those which make it fast.
  ///
  /// - Parameter parent: where its folder goes, with all that it will hold.
  package convenience init(
    settings: [String: String] = [:], fakeTime: Bool = false, in parent: String = "/tmp"
  ) throws {
    let options = "--no-sync --auth=trust --username=postgres --encoding=UTF8 --locale=C"
    try self.init(
      made: ["initdb"] + options.split(separator: " ").map(String.init), fakeTime: fakeTime,
      in: parent)
    try configure(settings)
    try start()
  }

  /// Makes a standby of another server, which follows it, and starts it.
  package convenience init(standbyOf primary: Cluster) throws {
    let options = "--write-recovery-conf --no-sync --checkpoint=fast --username=postgres"
    try self.init(
      made: ["pg_basebackup"] + options.split(separator: " ").map(String.init) + [
        "--host=\(primary.socketDirectory)"
      ], fakeTime: false, in: "/tmp")
    try configure([:])
    try start()
  }

  /// Makes the folder of a server, and lets a command fill it.
  private init(made words: [String], fakeTime: Bool, in parent: String) throws {
    let folder = "\(parent)/settled-\(UUID().uuidString.prefix(8).lowercased())"
    let installation = try Installation()
    let data = "\(folder)/data"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    watchdog = try Watchdog(
      folder: folder,
      stop: installation.command("pg_ctl", ["stop", "-m", "immediate", "-D", data]))
    if let user = installation.user { chown(folder, user.id, user.group) }
    chmod(folder, 0o755)
    clock = fakeTime ? try FakeClock(folder: folder) : nil
    pooler = try Pooler.size.map { try Pooler(to: folder, size: $0, as: installation.user) }
    socketDirectory = folder
    self.installation = installation
    _ = try Program(
      words: installation.command(words[0], words.dropFirst() + ["-D", data])
    ).run()
  }

  /// Stops the server and removes all it wrote.
  package func stop() {
    watchdog.bite()
  }

  /// Kills the server, as a power cut would, and starts it again when `interlude` returns.
  package func restart(interlude: () -> Void = {}) {
    cutPower()
    interlude()
    startAgain()
  }

  private func start() throws {
    try control(["start", "-w", "-l", "\(socketDirectory)/log"])
  }

  func control(_ arguments: [String]) throws {
    let words = installation.command(
      "pg_ctl", arguments + ["-D", "\(socketDirectory)/data"],
      environment: clock?.environment ?? [:])
    _ = try Program(words: words).run()
  }

  private func configure(_ settings: [String: String]) throws {
    var all = [
      "listen_addresses": "", "unix_socket_directories": socketDirectory, "port": "5432",
      "fsync": "off", "full_page_writes": "off", "max_connections": "100",
    ]
    if clock != nil { all["autovacuum"] = "off" }
    all.merge(settings) { $1 }
    let lines = all.map { "\($0) = '\($1.replacingOccurrences(of: "'", with: "''"))'\n" }
    let handle = FileHandle(forWritingAtPath: "\(socketDirectory)/data/postgresql.conf")
    try handle?.seekToEnd()
    try handle?.write(contentsOf: Data(lines.joined().utf8))
    try handle?.close()
  }
}
