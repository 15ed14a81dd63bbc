import Foundation
import Glibc
import Synchronization
import TestCluster

/// `settled run` as a service manager starts it. It ends with its last reference.
final class Daemon: Sendable {
  private let child: Child
  private let ears: Ears
  private let watchdog: Watchdog
  private let status = Mutex<Int32?>(nil)

  /// Starts the service. It writes its log as JSON, unless it is told otherwise.
  ///
  /// - Parameter watchdog: how often the service manager wants to hear from it.
  init(_ program: SettledProgram, _ arguments: String..., watchdog: Duration? = nil) throws {
    guard let path = SettledProgram.path else { throw CocoaError(.fileNoSuchFile) }
    let folder = "/tmp/settled-\(UUID().uuidString.prefix(8).lowercased())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    ears = try Ears(in: folder)
    var variables = ["SETTLED_LOG_FORMAT": "json", "NOTIFY_SOCKET": ears.address]
    if let watchdog {
      let (seconds, attoseconds) = watchdog.components
      variables["WATCHDOG_USEC"] = "\(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)"
    }
    variables.merge(program.variables) { $1 }
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    child = try Child(
      ["env", "-i"] + variables.map { "\($0)=\($1)" } + [path, "run"] + arguments,
      streams: [null, null, ears.standardError])
    self.watchdog = try Watchdog(folder: folder, stop: ["kill", "-KILL", "\(child.id)"])
  }

  deinit {
    kill(child.id, SIGKILL)
    _ = reaped()
    ears.stop()
    watchdog.bite()
  }

  var id: Int32 { child.id }
  var hasEnded: Bool { child.hasEnded }
  /// The lines of its log.
  var lines: [String] { ears.lines }
  var notes: [Ears.Note] { ears.notes }

  func send(_ signal: Int32) {
    kill(child.id, signal)
  }

  /// Waits for its end.
  ///
  /// - Returns: its exit code, or -1 if a signal ended it.
  func end(within limit: Duration = .seconds(30)) throws -> Int32 {
    try eventually("it ends: \(lines)", within: limit) { hasEnded }
    return reaped()
  }

  /// Waits until it is ready, as often as it may have been before.
  func ready(times: Int = 1) throws {
    try eventually("it is ready: \(lines)") {
      if hasEnded { throw Overdue("it has ended: \(lines)") }
      return count("READY") >= times
    }
  }

  private func reaped() -> Int32 {
    status.withLock { status in
      let known = status ?? child.wait()
      status = known
      return known & 0x7F == 0 ? known >> 8 & 0xFF : -1
    }
  }
}

extension Daemon {
  /// How often it has told the service manager this.
  func count(_ state: String) -> Int {
    notes.count { $0.fields[state] != nil }
  }

  /// What it last told the service manager for people to read.
  var standing: String {
    notes.compactMap { $0.fields["STATUS"] }.last ?? ""
  }

  /// What it told the service manager, without pings and words for people, in order.
  var states: [String] {
    let passing: Set = ["STATUS", "WATCHDOG", "EXTEND_TIMEOUT_USEC", "MONOTONIC_USEC"]
    return notes.flatMap { note in note.fields.keys.filter { !passing.contains($0) }.sorted() }
  }

  /// The messages of some kinds in its log.
  func log(_ kinds: String...) -> [[String: Any]] {
    lines.compactMap { line in
      try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    }.filter { kinds.contains($0["kind"] as? String ?? "") }
  }

  /// The longest time between two pings.
  var longestSilence: Duration {
    let pings = notes.filter { $0.fields["WATCHDOG"] != nil }.map(\.at)
    return zip(pings, pings.dropFirst()).map { $0.duration(to: $1) }.max() ?? .zero
  }
}
