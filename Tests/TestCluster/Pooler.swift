import Foundation
import Glibc

/// A pgbouncer in front of a server, in transaction mode, if the tests are to run through one.
///
/// `SETTLED_TEST_POOL=2 swift test` gives each database and role two connections. What settled itself
/// connects to goes through it; what holds locks, looks on or sets up goes to the server.
package final class Pooler: Sendable {
  /// How many connections each database and role has at most; nil without a pooler.
  package static let size =
    ProcessInfo.processInfo.environment["SETTLED_TEST_POOL"].flatMap { Int($0) }

  /// The folder of its socket.
  package let socketDirectory: String
  private let child: Child
  private let watchdog: Watchdog

  /// - Parameter server: the folder of the server's socket.
  init(to server: String, size: Int, as user: Installation.User?) throws {
    let folder = "/tmp/settled-\(UUID().uuidString.prefix(8).lowercased())"
    socketDirectory = folder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    // Whoever the list of users does not name is looked up in the server. A connection that nobody
    // uses is given up at once: a database can't be copied while there is one to it.
    try """
    [databases]
    * = host=\(server) port=5432 auth_user=postgres
    [pgbouncer]
    pool_mode = transaction
    default_pool_size = \(size)
    max_client_conn = 400
    unix_socket_dir = \(folder)
    listen_port = 5432
    auth_type = hba
    auth_hba_file = \(folder)/hba
    auth_file = \(folder)/users
    auth_query = SELECT usename, passwd FROM pg_shadow WHERE usename = $1
    server_idle_timeout = 1
    server_login_retry = 1
    """.write(toFile: "\(folder)/pgbouncer.ini", atomically: false, encoding: .utf8)
    try "\"postgres\" \"\"\n".write(toFile: "\(folder)/users", atomically: false, encoding: .utf8)
    try "local all all trust\n".write(toFile: "\(folder)/hba", atomically: false, encoding: .utf8)
    if let user {
      for path in [folder, "\(folder)/pgbouncer.ini", "\(folder)/users", "\(folder)/hba"] {
        chown(path, user.id, user.group)
      }
    }
    chmod(folder, 0o755)
    let log = open("\(folder)/log", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    defer { close(log) }
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(null) }
    var words = ["env", "PATH=/usr/sbin:/usr/bin:/bin", "pgbouncer", "\(folder)/pgbouncer.ini"]
    if let user {
      words =
        ["setpriv", "--reuid=\(user.id)", "--regid=\(user.group)", "--clear-groups", "--"] + words
    }
    child = try Child(words, streams: [null, log, log])
    watchdog = try Watchdog(folder: folder, stop: ["kill", "-KILL", "\(child.id)"])
    try eventually("pgbouncer listens") { access("\(folder)/.s.PGSQL.5432", F_OK) == 0 }
  }

  /// Asks a role for its password, as the server does. What the pooler compares it with is the server's.
  func demandPassword(of role: String) throws {
    let path = "\(socketDirectory)/hba"
    let rules = try String(contentsOfFile: path, encoding: .utf8)
    let handle = FileHandle(forWritingAtPath: path)
    try handle?.write(contentsOf: Data("local all \(role) scram-sha-256\n\(rules)".utf8))
    try handle?.close()
    kill(child.id, SIGHUP)
  }
}
