import Foundation
import Glibc

/// A process which this one has started and has to wait for.
package struct Child: Sendable {
  package let id: Int32

  /// Starts a program with the given standard input, output and error. It inherits nothing else,
  /// no blocked signal either, and of the environment everything but the variables of libpq and the
  /// language.
  package init(_ words: [String], streams: [Int32]) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in streams.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    // Pipes of Foundation do not close by themselves, and a server would hold them open for long.
    for descriptor in Int32(streams.count)..<256 {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let arguments = words.map { strdup($0) } + [nil]
    let environment = Self.environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { (arguments + environment).forEach { free($0) } }
    var id: pid_t = 0
    let status = posix_spawnp(&id, words[0], &actions, &attributes, arguments, environment)
    guard status == 0 else {
      let reason = String(cString: strerror(status))
      throw ProgramFailure(words: words, status: 0, standardError: reason)
    }
    self.id = id
  }

  /// Waits for the process to end.
  @discardableResult
  package func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0 && errno == EINTR {}
    return status
  }

  /// Waits for the process to end, and leaves its status for who waits for it next.
  package func waitForEnd() {
    var about = siginfo_t()
    while waitid(P_PID, id_t(id), &about, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
  }

  /// Whether the process has ended. It keeps its number until somebody waits for it.
  package var hasEnded: Bool {
    var about = siginfo_t()
    return waitid(P_PID, id_t(id), &about, WEXITED | WNOHANG | WNOWAIT) == 0
      && about.si_signo == SIGCHLD
  }

  private static let environment: [String: String] = {
    var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PG") }
    environment["LC_ALL"] = "C"
    environment["TZ"] = "UTC"
    return environment
  }()
}
