import Foundation
import Glibc

/// A process which this one has started and has to wait for.
struct Child: Sendable {
  private let id: pid_t

  /// Starts a program with the given standard input, output and error. It inherits nothing else,
  /// and of the environment everything but the variables of libpq and the language.
  init(_ words: [String], streams: [Int32]) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in streams.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    let arguments = words.map { strdup($0) } + [nil]
    let environment = Self.environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { (arguments + environment).forEach { free($0) } }
    var id: pid_t = 0
    let status = posix_spawnp(&id, words[0], &actions, nil, arguments, environment)
    guard status == 0 else {
      let reason = String(cString: strerror(status))
      throw ProgramFailure(words: words, status: 0, standardError: reason)
    }
    self.id = id
  }

  /// Waits for the process to end.
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0 && errno == EINTR {}
    return status
  }

  private static let environment: [String: String] = {
    var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PG") }
    environment["LC_ALL"] = "C"
    environment["TZ"] = "UTC"
    return environment
  }()
}
