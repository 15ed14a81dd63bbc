import Glibc
import Synchronization

/// A line between clients and a server that can be cut, go dead or dawdle at a word of a client's.
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
    /// The word is passed on after 50 ms.
    case late
  }

  /// COMMIT as a client sends it, which `READ COMMITTED` does not hold.
  package static let commit = "COMMIT\u{0}"

  private let switchboard: Switchboard
  private let pending = Mutex<(words: [String], mishap: Mishap)?>(nil)
  private let mishaps = Atomic(0)
  private let isDead = Atomic(false)

  /// - Parameter server: the folder of the server's socket.
  package init(to server: String) throws {
    switchboard = try Switchboard(to: server)
    switchboard.open { [self] client, server in serve(client, server) }
  }

  /// The folder of its socket.
  package var socketDirectory: String { switchboard.socketDirectory }

  /// Cuts all lines, for good.
  package func close() { switchboard.close() }

  /// Lets a mishap happen once: the next time a client sends the word, after another word if one is
  /// given.
  package func expect(_ word: String, after other: String? = nil, _ mishap: Mishap) {
    pending.withLock { $0 = ([other, word].compactMap { $0 }, mishap) }
  }

  /// How many mishaps there were.
  package var count: Int { mishaps.load(ordering: .relaxed) }

  private func serve(_ client: LineEnd, _ server: LineEnd) {
    while switchboard.isOpen {
      if isDead.load(ordering: .relaxed) {
        usleep(20_000)
        continue
      }
      let isHeard = LineEnd.await(client, server)
      if isHeard[0], !passOn(from: client, to: server) { return }
      if isHeard[1] {
        guard let bytes = server.read() else { return }
        client.write(bytes)
      }
    }
  }

  /// Whether the line is still whole.
  private func passOn(from client: LineEnd, to server: LineEnd) -> Bool {
    guard let bytes = client.read() else { return false }
    let mishap = mishap(in: bytes)
    if mishap == .cutBefore { return false }
    if mishap == .late { usleep(50_000) }
    server.write(bytes)
    if mishap == .cutAfter {
      // That the server answers shows that it has done it.
      var end = pollfd(fd: server.descriptor, events: Int16(POLLIN), revents: 0)
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
}
