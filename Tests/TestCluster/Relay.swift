import Foundation
import Glibc
import Synchronization

/// A line between clients and a server that can be cut, or go dead, at a word of a client's.
/// Whoever makes one closes it.
package final class Relay: Sendable {
  /// What becomes of the line when the word comes.
  package enum Mishap: Sendable {
    /// Cut, and the word is lost.
    case cutBefore
    /// Cut when the word has been passed on: a moment later, so that the server gets it.
    case cutAfter
    /// The word is passed on, and nothing comes back any more, to newcomers neither.
    case deadAfter
  }

  /// COMMIT as a client sends it, which `READ COMMITTED` does not hold.
  package static let commit = "COMMIT\u{0}"

  /// The folder of its socket.
  package let socketDirectory: String
  private let listener: Int32
  private let target: String
  private let pending = Mutex<(words: [String], mishap: Mishap)?>(nil)
  private let mishaps = Atomic(0)
  private let isDead = Atomic(false)
  private let isClosed = Atomic(false)

  /// - Parameter server: the folder of the server's socket.
  package init(to server: String) throws {
    socketDirectory = "/tmp/settled-\(UUID().uuidString.prefix(8).lowercased())"
    target = "\(server)/.s.PGSQL.5432"
    try FileManager.default.createDirectory(
      atPath: socketDirectory, withIntermediateDirectories: false)
    listener = try UnixSocket.bound(to: "\(socketDirectory)/.s.PGSQL.5432", .stream)
    Thread { [self] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        Thread { self.serve(client) }.start()
      }
    }.start()
  }

  /// Cuts all lines, for good.
  package func close() {
    guard !isClosed.exchange(true, ordering: .relaxed) else { return }
    shutdown(listener, Int32(SHUT_RDWR))
    Glibc.close(listener)
    try? FileManager.default.removeItem(atPath: socketDirectory)
  }

  /// Lets a mishap happen once: the next time a client sends the word, after another word if one is
  /// given.
  package func expect(_ word: String, after other: String? = nil, _ mishap: Mishap) {
    pending.withLock { $0 = ([other, word].compactMap { $0 }, mishap) }
  }

  /// How many mishaps there were.
  package var count: Int { mishaps.load(ordering: .relaxed) }

  private func serve(_ client: Int32) {
    defer { Self.hangUp(client) }
    guard let server = try? UnixSocket.connected(to: target) else { return }
    defer { Self.hangUp(server) }
    while !isClosed.load(ordering: .relaxed) {
      var ends = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      if isDead.load(ordering: .relaxed) {
        usleep(20_000)
        continue
      }
      guard poll(&ends, 2, 100) > 0 else { continue }
      if ends[0].revents != 0, !passOn(from: client, to: server) { return }
      if ends[1].revents != 0 {
        guard let bytes = Self.read(server) else { return }
        Self.write(bytes, to: client)
      }
    }
  }

  /// Whether the line is still whole.
  private func passOn(from client: Int32, to server: Int32) -> Bool {
    guard let bytes = Self.read(client) else { return false }
    let mishap = mishap(in: bytes)
    if mishap == .cutBefore { return false }
    Self.write(bytes, to: server)
    if mishap == .cutAfter {
      // That the server answers shows that it has done it.
      var end = pollfd(fd: server, events: Int16(POLLIN), revents: 0)
      _ = poll(&end, 1, 5000)
      return false
    }
    if mishap == .deadAfter { isDead.store(true, ordering: .relaxed) }
    return true
  }

  private func mishap(in bytes: [UInt8]) -> Mishap? {
    pending.withLock { pending in
      guard let (words, mishap) = pending,
        String(decoding: bytes, as: UTF8.self).contains(words[0])
      else { return nil }
      pending = words.count > 1 ? (Array(words.dropFirst()), mishap) : nil
      guard pending == nil else { return nil }
      mishaps.add(1, ordering: .relaxed)
      return mishap
    }
  }

  /// Whoever else has inherited the descriptor.
  private static func hangUp(_ descriptor: Int32) {
    shutdown(descriptor, Int32(SHUT_RDWR))
    Glibc.close(descriptor)
  }

  private static func read(_ descriptor: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return count > 0 ? Array(bytes[..<count]) : nil
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
