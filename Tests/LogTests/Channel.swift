import Foundation
import Glibc
import Synchronization

/// Something to write to, and the end at which it is read.
final class Channel: Sendable {
  enum Sort: CaseIterable, Sendable {
    case pipe, socket, terminal
  }

  /// What the log is given: blocking, as who starts a program leaves it.
  let near: Int32
  private let far: Int32

  init(_ sort: Sort) throws {
    var ends: [Int32] = [-1, -1]
    let isOpen =
      switch sort {
      case .pipe: pipe(&ends) == 0
      case .socket: socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0
      case .terminal: Self.openTerminal(&ends)
      }
    guard isOpen else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    (far, near) = (ends[0], ends[1])
    _ = fcntl(far, F_SETFL, fcntl(far, F_GETFL) | O_NONBLOCK)
  }

  deinit {
    close(near)
    close(far)
  }

  /// A terminal that leaves what is written as it is.
  private static func openTerminal(_ ends: inout [Int32]) -> Bool {
    var settings = termios()
    var (far, near): (Int32, Int32) = (-1, -1)
    guard openpty(&far, &near, nil, nil, nil) == 0, tcgetattr(near, &settings) == 0 else {
      return false
    }
    ends = [far, near]
    cfmakeraw(&settings)
    return tcsetattr(near, TCSANOW, &settings) == 0
  }

  /// All that can be read now.
  func read() -> String {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(far, &part, part.count)
      if count > 0 { bytes.append(contentsOf: part[..<count]) } else { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Does work in a thread of its own, and says whether it was done within half a minute. What waits
/// longer waits for ever: nobody reads in these tests while something is written.
func isDonePromptly(_ work: @escaping @Sendable () -> Void) -> Bool {
  let done = DispatchSemaphore(value: 0)
  Thread.detachNewThread {
    work()
    done.signal()
  }
  return done.wait(timeout: .now() + 30) == .success
}
