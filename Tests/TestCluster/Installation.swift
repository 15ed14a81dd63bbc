import Foundation
import Glibc

/// The PostgreSQL of this machine, and the user who may run it.
struct Installation {
  /// The folder of `initdb`, `pg_ctl`, `psql` and `postgres`.
  let binaries: String
  /// Who runs the server: it refuses to be run by root. Nil for the user of this process.
  let user: User?

  /// Somebody without privileges.
  struct User {
    let id: uid_t
    let group: gid_t
  }

  /// Finds the newest server there is.
  init() throws {
    guard let binaries = Self.folders.first(where: Self.isComplete) else {
      throw ProgramFailure(words: ["initdb"], status: 0, standardError: "no PostgreSQL server")
    }
    self.binaries = binaries
    user = getuid() == 0 ? Self.unprivileged : nil
  }

  /// A command of the server, in the words which run it as the user it needs.
  func command(
    _ name: String, _ arguments: [String], environment: [String: String] = [:]
  ) -> [String] {
    var words: [String] = []
    if let user {
      words = ["setpriv", "--reuid=\(user.id)", "--regid=\(user.group)", "--clear-groups", "--"]
    }
    words += ["env", "--chdir=/"] + environment.map { "\($0)=\($1)" }
    return words + ["\(binaries)/\(name)"] + arguments
  }

  /// The library which fakes the time of a program.
  static func fakeTimeLibrary() throws -> String {
    guard let library = glob("/usr/lib/*/faketime/libfaketime.so.1").first else {
      throw ProgramFailure(words: ["faketime"], status: 0, standardError: "not installed")
    }
    return library
  }

  /// Where the programs may be, the likeliest first.
  private static var folders: [String] {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let configured = try? Program(words: ["pg_config", "--bindir"]).run()
    let packaged = glob("/usr/lib/postgresql/*/bin").sorted { first, second in
      first.compare(second, options: .numeric) == .orderedDescending
    }
    return path.components(separatedBy: ":")
      + (configured ?? "").components(separatedBy: "\n") + packaged
  }

  private static func isComplete(_ folder: String) -> Bool {
    ["initdb", "pg_ctl", "psql", "postgres"].allSatisfy {
      FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)")
    }
  }

  private static var unprivileged: User? {
    guard let entry = getpwnam("postgres") ?? getpwnam("nobody") else { return nil }
    return User(id: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
  }

  private static func glob(_ pattern: String) -> [String] {
    var matches = glob_t()
    defer { globfree(&matches) }
    guard Glibc.glob(pattern, 0, nil, &matches) == 0 else { return [] }
    return (0..<Int(matches.gl_pathc)).compactMap { index in
      matches.gl_pathv[index].map { String(cString: $0) }
    }
  }
}
