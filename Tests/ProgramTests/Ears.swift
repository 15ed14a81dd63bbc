import Foundation
import Glibc
import Synchronization
import TestCluster

/// Hears all that a daemon tells its service manager and its log, as it comes.
final class Ears: Sendable {
  /// A message to the service manager.
  struct Note: Sendable {
    let at: ContinuousClock.Instant
    /// Such as `READY` and `1`.
    let fields: [String: String]
  }

  /// Where the service manager listens.
  let address: String
  /// The end of the log for the daemon.
  let standardError: Int32
  private let heard = Mutex<(notes: [Note], log: [UInt8])>(([], []))
  private let isDeaf = Atomic(false)

  /// - Parameter folder: where to listen.
  init(in folder: String) throws {
    address = "\(folder)/notify"
    let socket = try UnixSocket.bound(to: address, .datagram)
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw CocoaError(.fileWriteUnknown) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    standardError = ends[1]
    Thread { [self, ends] in
      listen(socket, ends[0])
      close(socket)
      close(ends[0])
    }.start()
  }

  deinit { close(standardError) }

  /// Hears no more.
  func stop() {
    isDeaf.store(true, ordering: .relaxed)
  }

  var notes: [Note] { heard.withLock { $0.notes } }

  /// The lines of the log.
  var lines: [String] {
    let bytes = heard.withLock { $0.log }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func listen(_ socket: Int32, _ log: Int32) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while !isDeaf.load(ordering: .relaxed) {
      var sources = [socket, log].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&sources, 2, 50) > 0 else { continue }
      if sources[0].revents != 0 {
        let count = recv(socket, &buffer, buffer.count, 0)
        if count > 0 { note(String(decoding: buffer[..<count], as: UTF8.self)) }
      }
      if sources[1].revents != 0 {
        let count = read(log, &buffer, buffer.count)
        if count > 0 { heard.withLock { $0.log += buffer[..<count] } }
      }
    }
  }

  private func note(_ text: String) {
    var fields: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      fields[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
    }
    heard.withLock { $0.notes.append(Note(at: .now, fields: fields)) }
  }
}
