import Foundation
import TestCluster

/// The program under measurement, as an operator runs it.
struct SettledProgram {
  let path: String

  /// Runs it to its end, and says how long that took.
  ///
  /// - Throws: ``Flaw`` if it did not end well.
  func run(
    _ arguments: String..., as user: String = "settled_worker", on server: Server,
    _ database: String
  ) throws -> Duration {
    let worker = try start(arguments, as: user, on: server, database)
    return try worker.finish()
  }

  /// Starts it.
  func start(
    _ arguments: [String], as user: String = "settled_worker", on server: Server,
    _ database: String
  ) throws -> Worker {
    try Worker(
      [path] + arguments,
      database: server.cluster.conninfo(database: database, user: user))
  }
}

/// A run of the program.
final class Worker {
  private let child: Child
  private let errors: Scratch
  private let start = ContinuousClock.now
  private var isOver = false

  fileprivate init(_ words: [String], database: String) throws {
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    errors = try Scratch()
    // env makes room for the program, and is gone: the child's number is the program's.
    child = try Child(
      ["env", "-i", "LC_ALL=C.UTF-8", "SETTLED_DATABASE=\(database)"] + words,
      streams: [null, null, errors.descriptor])
  }

  deinit {
    stop(SIGKILL)
  }

  /// Waits for its end, and says how long it ran.
  func finish() throws -> Duration {
    let status = child.wait()
    let duration = start.duration(to: .now)
    isOver = true
    guard status == 0 else {
      throw Flaw("settled ended with \(status >> 8 & 0xFF): \(errors.contents.suffix(2000))")
    }
    return duration
  }

  /// What it has of the machine's memory, and has had at its most, in MB; nil once it has ended.
  var memory: (resident: Double, peak: Double)? {
    guard let status = try? String(contentsOfFile: "/proc/\(child.id)/status", encoding: .utf8)
    else { return nil }
    func megabytes(_ key: String) -> Double? {
      status.split(separator: "\n").first { $0.hasPrefix("\(key):") }
        .flatMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first }
        .flatMap { Double($0) }.map { $0 / 1024 }
    }
    guard let resident = megabytes("VmRSS"), let peak = megabytes("VmHWM") else { return nil }
    return (resident, peak)
  }

  var hasEnded: Bool { child.hasEnded }

  /// Asks it to end, and waits for it.
  func stop(_ signal: Int32 = SIGTERM) {
    guard !isOver else { return }
    isOver = true
    kill(child.id, signal)
    child.wait()
  }
}
