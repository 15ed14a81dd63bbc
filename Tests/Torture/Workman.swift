import Foundation
import Glibc
import Synchronization
import TestCluster

/// The program under test at work, as a child process. It dies with the thread that started it.
final class Workman: Sendable {
  private let child: Child
  private let output: Scratch
  private let errors: Scratch
  private let status = Mutex<Int32?>(nil)

  /// - Parameters:
  ///   - arguments: the command and its options, as `run --once`.
  ///   - database: the words that connect it.
  init(
    _ program: String, _ arguments: [String], database: String,
    environment: [String: String] = [:]
  ) throws {
    var variables = [
      "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SETTLED_LOG_FORMAT": "json",
      "SETTLED_DATABASE": database,
    ]
    variables.merge(environment) { $1 }
    let streams = try [Scratch(), Scratch(), Scratch()]
    let guarded = ["setpriv", "--pdeathsig", "KILL", "env", "-i"]
    child = try Child(
      guarded + variables.map { "\($0)=\($1)" } + [program] + arguments,
      streams: streams.map(\.descriptor))
    output = streams[1]
    errors = streams[2]
  }

  deinit {
    send(SIGKILL)
    _ = wait()
  }

  var id: Int32 { child.id }
  var hasEnded: Bool { status.withLock { $0 != nil } || child.hasEnded }
  /// What it has printed so far.
  var printed: String { output.contents }
  /// What it has logged so far.
  var complaint: String { errors.contents }

  /// Sends a signal, unless it is known to have ended.
  func send(_ signal: Int32) {
    status.withLock { if $0 == nil { kill(child.id, signal) } }
  }

  /// Kills it.
  ///
  /// - Returns: whether it was alive until then.
  func slay() -> Bool {
    send(SIGKILL)
    return wait() == -SIGKILL
  }

  /// Waits for its end.
  ///
  /// - Returns: its exit code, or a signal's number below zero.
  func wait() -> Int32 {
    // Not within the lock: who kills it needs that.
    if status.withLock({ $0 == nil }) { child.waitForEnd() }
    let ended = status.withLock { status in
      let known = status ?? child.wait()
      status = known
      return known
    }
    return ended & 0x7F == 0 ? ended >> 8 & 0xFF : -(ended & 0x7F)
  }

  /// Waits for its end, but not for ever.
  func end(within limit: Duration = .seconds(60)) throws -> Int32 {
    try eventually("\(self.id) ends: \(self.complaint)", within: limit) { hasEnded }
    return wait()
  }

  /// Whether it has said that it is ready to work, and so works.
  var isReady: Bool { complaint.contains("\"kind\":\"ready\"") }

  /// The messages of a kind in its log.
  func logged(_ kind: String) -> [[String: Any]] {
    complaint.split(separator: "\n").filter { $0.contains("\"kind\":\"\(kind)\"") }
      .compactMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
  }
}
