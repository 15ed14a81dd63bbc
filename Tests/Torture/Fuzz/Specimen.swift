import Foundation
import Glibc
import TestCluster

/// One run of the program under test, fed with something hostile, and how it ended.
struct Specimen {
  enum End: Equatable {
    case exit(Int32)
    case signal(Int32)
    case hang
  }

  /// The exit codes that the contract names.
  static let codes: Set<Int32> = [0, 64, 65, 69, 75, 78]

  let end: End
  let complaint: String

  /// Runs the program; arguments and environment are bytes, which need not be UTF-8.
  ///
  /// - Parameters:
  ///   - limit: a run that takes longer hangs, and is killed.
  ///   - stop: when to ask it to end, for one that would go on for ever.
  ///   - isOffline: out of reach of any network, for one that may be sent anywhere.
  init(
    _ program: String, _ arguments: [[UInt8]], environment: [[UInt8]],
    limit: Duration = .seconds(10), stoppingAfter stop: Duration? = nil, isOffline: Bool = false
  ) throws {
    let streams = [try Scratch(), try Scratch(), try Scratch()]
    let prefix = isOffline ? ["unshare", "--map-root-user", "--net"] : []
    let id = try Self.spawn(
      (prefix + [program]).map { Array($0.utf8) } + arguments, environment,
      streams.map(\.descriptor))
    let status = Self.wait(for: id, limit, stop)
    switch status {
    case nil: end = .hang
    case let status? where status & 0x7F == 0: end = .exit(status >> 8 & 0xFF)
    case let status?: end = .signal(status & 0x7F)
    }
    complaint = streams[2].contents
  }

  /// What is wrong with such an end, or nil.
  func verdict(expecting codes: Set<Int32> = Specimen.codes) -> String? {
    switch end {
    case .hang: return "it hung"
    case .signal(let number): return "signal \(number) ended it: \(complaint.suffix(400))"
    case .exit(let code):
      guard codes.contains(code) else {
        return "exit code \(code), not one of \(codes.sorted()): \(complaint.suffix(400))"
      }
      return nil
    }
  }

  private static func spawn(
    _ arguments: [[UInt8]], _ environment: [[UInt8]], _ streams: [Int32]
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in streams.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    func words(_ words: [[UInt8]]) -> [UnsafeMutablePointer<CChar>?] {
      words.map { word in
        word.filter { $0 != 0 }.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer {
          strndup($0.baseAddress ?? UnsafePointer(strdup("")), $0.count)
        }
      } + [nil]
    }
    let (given, variables) = (words(arguments), words(environment))
    defer { (given + variables).forEach { free($0) } }
    var id: pid_t = 0
    guard let program = given[0] else { throw POSIXError(.ENOMEM) }
    let status = posix_spawnp(&id, program, &actions, nil, given, variables)
    guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: status) ?? .ENOENT) }
    return id
  }

  /// The status with which it ended; nil if it had to be killed.
  private static func wait(for id: pid_t, _ limit: Duration, _ stop: Duration?) -> Int32? {
    let start = ContinuousClock.now
    var status: Int32 = 0
    var isAsked = stop == nil
    while waitpid(id, &status, WNOHANG) == 0 {
      let passed = start.duration(to: .now)
      if !isAsked, let stop, passed > stop {
        isAsked = true
        kill(id, SIGTERM)
      }
      if passed > limit {
        kill(id, SIGKILL)
        waitpid(id, &status, 0)
        return nil
      }
      usleep(400)
    }
    return status
  }
}
