internal import CSystemd
internal import Glibc
internal import Synchronization

/// The journal of systemd, to which entries are written with `sd_journal_sendv(3)`, and without
/// waiting for it.
///
/// Two things would make `sd_journal_sendv` wait while journald is stuck. Its queue is full: that is
/// looked for before each entry. Or what journald has not read fills the buffer of libsystemd's own
/// socket, which happens first where `net.unix.max_dgram_qlen` is 512, as systemd sets it: so that
/// socket is made one that doesn't wait. libsystemd opens it with the first entry, and the kernel
/// gives it the lowest free number, which is the one that the look before has just freed.
package final class Journal: Sendable {
  /// What became of an entry.
  package enum Outcome: Equatable, Sendable {
    case written
    /// The journal has not yet read what it was sent before. It did not take the entry.
    case full
    /// There is no journal. The entry may go elsewhere.
    case unavailable
  }

  /// Whether an entry could be written just now.
  package enum Room: Equatable, Sendable {
    case ready, full, unavailable
  }

  /// Where journald listens; libsystemd knows no other place.
  static let path = "/run/systemd/journal/socket"

  /// The journal of this machine: one a process, since libsystemd has one socket a process.
  package static let shared = Journal(path: path)

  private struct State {
    /// Whether the first entry is still to come.
    var isUntouched = true
    /// libsystemd's socket, once it has been made one that doesn't wait.
    var descriptor: Int32?
  }

  private let socket: JournalSocket
  private let state = Mutex(State())

  /// - Parameter path: where to look for room; entries go to ``path`` all the same.
  init(path: String) {
    socket = JournalSocket(path: path)
  }

  /// Writes an entry, or says why not. Never waits.
  package func write(_ entry: JournalEntry) -> Outcome {
    state.withLock { state in
      switch socket.look() {
      case .full: return .full
      case .unavailable: return .unavailable
      case .ready(let freed):
        let status = unsafe entry.withVectors { unsafe sd_journal_sendv($0, $1) }
        if state.isUntouched {
          state.isUntouched = false
          if JournalSocket.unblock(freed) { state.descriptor = freed }
        }
        switch status {
        case 0...: return .written
        case -EAGAIN: return .full
        default: return .unavailable
        }
      }
    }
  }

  /// Waits until an entry could be written.
  ///
  /// - Parameter milliseconds: for how long at most.
  package func waitForRoom(milliseconds: Int32) -> Room {
    let descriptor = state.withLock(\.descriptor)
    switch socket.look(milliseconds: milliseconds, also: descriptor) {
    case .ready: return .ready
    case .full: return .full
    case .unavailable: return .unavailable
    }
  }
}

extension Journal {
  /// Whether standard error is a stream into the journal.
  ///
  /// systemd says so in `JOURNAL_STREAM`, which who redirects standard error inherits all the same:
  /// the device and inode that it names must be those of standard error.
  package static var holdsStandardError: Bool {
    guard let stream = unsafe getenv("JOURNAL_STREAM") else { return false }
    return unsafe holds(STDERR_FILENO, stream: String(cString: stream))
  }

  /// Whether a descriptor is the stream that `JOURNAL_STREAM` names, as `device:inode`.
  static func holds(_ descriptor: Int32, stream: String) -> Bool {
    let numbers = stream.split(separator: ":", omittingEmptySubsequences: false).map { UInt64($0) }
    var status = stat()
    guard numbers.count == 2, unsafe fstat(descriptor, &status) == 0 else { return false }
    return numbers == [UInt64(status.st_dev), UInt64(status.st_ino)]
  }
}
