internal import Glibc
internal import Synchronization

/// A descriptor, such as standard error, to which lines are written without ever waiting.
///
/// It may be shared with other processes, whose writes would cease to wait as well if it were made
/// non-blocking; so each sort is written to in a way of its own.
final class LineStream: Sendable {
  static let standardError = LineStream(STDERR_FILENO)

  /// What became of a line.
  enum Outcome: Equatable, Sendable {
    /// Or at least begun: the rest will follow.
    case written
    /// Nobody has read what was written before. Nothing of the line was written.
    case full
    /// It can't be written at all: nobody will ever read it, or the disk is full.
    case impossible
  }

  private let descriptor: Int32
  private let way: Way
  /// Whether a person reads it.
  let isTerminal: Bool
  /// What is left to write of a line that has been begun.
  private let rest = Mutex<[UInt8]>([])

  /// - Parameter isOpenedAnew: false to write to a pipe or a terminal as if it could not be opened
  ///   once more.
  init(_ descriptor: Int32, isOpenedAnew: Bool = true) {
    let way = Way(to: descriptor, isOpenedAnew: isOpenedAnew)
    self.way = way
    isTerminal = isatty(descriptor) == 1
    if case .anew(let own) = way { self.descriptor = own } else { self.descriptor = descriptor }
  }

  deinit {
    if case .anew(let own) = way { close(own) }
  }

  /// Writes a line, with the line feed at its end, without waiting.
  ///
  /// If there is room for a part only, the rest is written before the next line.
  func write(_ line: [UInt8]) -> Outcome {
    rest.withLock { rest in
      let before = push(rest[...])
      rest.removeFirst(before.written)
      guard rest.isEmpty else { return before.outcome }
      let (written, outcome) = push(line[...])
      guard written > 0 else { return outcome }
      rest = Array(line[written...])
      return .written
    }
  }

  /// Waits until something may be written.
  ///
  /// - Parameter milliseconds: for how long at most.
  /// - Returns: false if it was in vain.
  func waitForRoom(milliseconds: Int32) -> Bool {
    var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&room, 1, milliseconds) > 0
  }

  /// Writes as much as there is room for, and says how much that was, and why not more.
  private func push(_ bytes: ArraySlice<UInt8>) -> (written: Int, outcome: Outcome) {
    var written = 0
    while written < bytes.count {
      let count = bytes.dropFirst(written).withUnsafeBytes { way.write($0, to: descriptor) }
      if count > 0 {
        written += count
      } else if count == 0 || errno == EAGAIN {
        return (written, .full)
      } else if errno != EINTR {
        return (written, .impossible)
      }
    }
    return (written, .written)
  }
}

extension LineStream {
  /// How to write to a sort of descriptor without waiting.
  private enum Way {
    /// A socket can be told with each write not to wait.
    case socket
    /// A file never makes anybody wait for a reader.
    case file
    /// A pipe or a terminal, opened once more for this process alone, which is then non-blocking
    /// without the others' noticing.
    case anew(Int32)
    /// A pipe or a terminal of another user, which can't be opened. There is room for `PIPE_BUF`
    /// bytes when `poll(2)` says that there is room, unless somebody else takes it first.
    case looking
    /// It was closed when the program began. Whatever gets its number later isn't meant.
    case nowhere

    init(to descriptor: Int32, isOpenedAnew: Bool) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else {
        self = .nowhere
        return
      }
      switch status.st_mode & S_IFMT {
      case S_IFSOCK: self = .socket
      case S_IFIFO, S_IFCHR:
        let flags = O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
        let own = isOpenedAnew ? open("/proc/self/fd/\(descriptor)", flags) : -1
        self = own >= 0 ? .anew(own) : .looking
      default: self = .file
      }
    }

    func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
      switch self {
      case .socket:
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        return send(descriptor, bytes.baseAddress, bytes.count, flags)
      case .file, .anew:
        return Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      case .looking:
        var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&room, 1, 0) > 0, room.revents & Int16(POLLOUT) != 0 else { return 0 }
        return Glibc.write(descriptor, bytes.baseAddress, min(bytes.count, Int(PIPE_BUF)))
      case .nowhere:
        errno = EBADF
        return -1
      }
    }
  }
}
