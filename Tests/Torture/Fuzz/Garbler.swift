import Foundation
import Glibc
import Synchronization
import TestCluster
import TestModel

/// A line to a server on which the server's messages arrive garbled now and then. Whoever makes one
/// closes it.
final class Garbler: Sendable {
  /// The folder of its socket.
  let socketDirectory: String
  private let listener: Int32
  private let target: String
  private let garbling: Frame.Garbling
  private let dice: Mutex<SplitMix64>
  private let garbled = Atomic(0)
  private let isClosed = Atomic(false)

  /// - Parameter server: the folder of the server's socket.
  init(to server: String, _ garbling: Frame.Garbling, dice: SplitMix64) throws {
    socketDirectory = "/tmp/settled-\(UUID().uuidString.prefix(8).lowercased())"
    target = "\(server)/.s.PGSQL.5432"
    self.garbling = garbling
    self.dice = Mutex(dice)
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
  func close() {
    guard !isClosed.exchange(true, ordering: .relaxed) else { return }
    shutdown(listener, Int32(SHUT_RDWR))
    Glibc.close(listener)
    try? FileManager.default.removeItem(atPath: socketDirectory)
  }

  /// How many messages have arrived garbled.
  var count: Int { garbled.load(ordering: .relaxed) }

  private func serve(_ client: Int32) {
    defer { Self.hangUp(client) }
    guard let server = try? UnixSocket.connected(to: target) else { return }
    defer { Self.hangUp(server) }
    var pending: [UInt8] = []
    while !isClosed.load(ordering: .relaxed) {
      var ends = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&ends, 2, 100) > 0 else { continue }
      if ends[0].revents != 0 {
        guard let bytes = Self.read(client), Self.write(bytes, to: server) else { return }
      }
      if ends[1].revents != 0 {
        guard let bytes = Self.read(server) else { return }
        pending += bytes
        guard passOn(&pending, to: client) else {
          // What is on its way shall be read before the line ends.
          usleep(20_000)
          return
        }
      }
    }
  }

  /// Whether the line goes on.
  private func passOn(_ pending: inout [UInt8], to client: Int32) -> Bool {
    while let frame = Frame.next(of: &pending) {
      let result = dice.withLock { dice -> Frame.Garbled? in
        // To who decides, about once a run: the next fault would undo what the first has done.
        let isRow = frame.letter == UInt8(ascii: "D")
        let percent = garbling == .anything ? 6 : isRow ? 3 : garbling == .form ? 1 : 0
        guard dice.chance(percent) else { return nil }
        return frame.garbled(garbling, using: &dice)
      }
      guard let result else {
        guard Self.write(frame.bytes, to: client) else { return false }
        continue
      }
      garbled.add(1, ordering: .relaxed)
      guard Self.write(result.bytes, to: client), !result.endsLine else { return false }
    }
    return true
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

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
