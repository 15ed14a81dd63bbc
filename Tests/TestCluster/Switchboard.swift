import Foundation
import Glibc
import Synchronization

/// Where clients believe that they reach a server, and are put through to it by whoever wants a hand
/// in what they say. Whoever makes one closes it.
package final class Switchboard: Sendable {
  /// The folder of its socket.
  package let socketDirectory: String
  private let listener: Int32
  private let target: String
  private let isClosed = Atomic(false)

  /// - Parameter server: the folder of the server's socket.
  package init(to server: String) throws {
    socketDirectory = "/tmp/settled-\(UUID().uuidString.prefix(8).lowercased())"
    target = "\(server)/.s.PGSQL.5432"
    try FileManager.default.createDirectory(
      atPath: socketDirectory, withIntermediateDirectories: false)
    listener = try UnixSocket.bound(to: "\(socketDirectory)/.s.PGSQL.5432", .stream)
  }

  /// Takes calls from now on, each in a thread of its own; when `serve` returns, both ends are cut.
  package func open(
    _ serve: @escaping @Sendable (_ client: LineEnd, _ server: LineEnd) -> Void
  ) {
    Thread { [self] in
      while true {
        let client = LineEnd(accept(listener, nil, nil))
        guard client.descriptor >= 0 else { return }
        _ = fcntl(client.descriptor, F_SETFD, FD_CLOEXEC)
        Thread { [target] in
          defer { client.cut() }
          guard let server = try? LineEnd(UnixSocket.connected(to: target)) else { return }
          defer { server.cut() }
          serve(client, server)
        }.start()
      }
    }.start()
  }

  package var isOpen: Bool { !isClosed.load(ordering: .relaxed) }

  /// Cuts all lines, for good.
  package func close() {
    guard !isClosed.exchange(true, ordering: .relaxed) else { return }
    shutdown(listener, Int32(SHUT_RDWR))
    Glibc.close(listener)
    try? FileManager.default.removeItem(atPath: socketDirectory)
  }
}

/// One end of a line.
package struct LineEnd: Sendable {
  package let descriptor: Int32

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Waits a tenth of a second for what comes from either end, and says from which something does.
  package static func await(_ ends: LineEnd...) -> [Bool] {
    var polled = ends.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    _ = poll(&polled, nfds_t(polled.count), 100)
    return polled.map { $0.revents != 0 }
  }

  /// What has come; nil when the line has ended.
  package func read() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return count > 0 ? Array(bytes[..<count]) : nil
  }

  /// - Returns: whether all of it went out.
  @discardableResult
  package func write(_ bytes: some Collection<UInt8>) -> Bool {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Ends the line, whoever else has inherited the descriptor.
  fileprivate func cut() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }
}
