import Foundation
import Glibc
import Synchronization

/// A line between clients and a server that understands their protocol, as far as to tell one message
/// from the next: somebody judges each, and the line can be cut at any. Whoever makes one closes it.
package final class Wire: Sendable {
  package enum Side: String, Sendable {
    case client, server
  }

  /// What becomes of the line at a message.
  package enum Verdict: Sendable {
    case pass
    /// Cut, and the message is lost.
    case cut
    /// So many bytes of the message get through, then the line is cut.
    case cutWithin(Int)
    /// The message gets through; then this happens, and the line is cut.
    case cutAfter(@Sendable () -> Void)
  }

  /// The folder of its socket.
  package let socketDirectory: String
  private let listener: Int32
  private let target: String
  private let judge: @Sendable (WireMessage) -> Verdict
  private let lines = Atomic(0)
  private let isClosed = Atomic(false)

  /// - Parameters:
  ///   - server: the folder of the server's socket.
  ///   - judge: says what becomes of the line at each message; asked by one thread for each line.
  package init(
    to server: String, judge: @escaping @Sendable (WireMessage) -> Verdict
  ) throws {
    socketDirectory = "/tmp/settled-\(UUID().uuidString.prefix(8).lowercased())"
    target = "\(server)/.s.PGSQL.5432"
    self.judge = judge
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

  private func serve(_ client: Int32) {
    defer { Self.hangUp(client) }
    guard let server = try? UnixSocket.connected(to: target) else { return }
    defer { Self.hangUp(server) }
    let line = lines.add(1, ordering: .relaxed).newValue
    var streams = [WireStream(.client, line), WireStream(.server, line)]
    while !isClosed.load(ordering: .relaxed) {
      var ends = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&ends, 2, 100) > 0 else { continue }
      for (from, to) in [(0, 1), (1, 0)] where ends[from].revents != 0 {
        guard streams[from].fill(from: ends[from].fd) else { return }
        while let message = streams[from].next() {
          if let process = message.announcedProcess { streams.adopt(process) }
          guard pass(message, to: ends[to].fd) else { return }
        }
      }
    }
  }

  /// Whether the line is still whole.
  private func pass(_ message: WireMessage, to descriptor: Int32) -> Bool {
    switch judge(message) {
    case .pass:
      Self.write(message.bytes[...], to: descriptor)
      return true
    case .cut: return false
    case .cutWithin(let count):
      Self.write(message.bytes.prefix(count), to: descriptor)
      return false
    case .cutAfter(let deed):
      Self.write(message.bytes[...], to: descriptor)
      deed()
      return false
    }
  }

  /// Whoever else has inherited the descriptor.
  private static func hangUp(_ descriptor: Int32) {
    shutdown(descriptor, Int32(SHUT_RDWR))
    Glibc.close(descriptor)
  }

  private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
