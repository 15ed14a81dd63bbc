import Foundation
import Glibc

/// A datagram socket in the file system, as journald and systemd listen at.
final class Mailbox {
  let path: String
  private let descriptor: Int32

  static func path() -> String {
    FileManager.default.temporaryDirectory.appending(path: "settled-" + UUID().uuidString).path
  }

  init(at path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let status = Self.withAddress(path) { [descriptor] in bind(descriptor, $0, $1) }
    guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  /// A new socket that writes here, blocking.
  func connected() throws -> Int32 {
    let other = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard Self.withAddress(path, { connect(other, $0, $1) }) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
    return other
  }

  /// Sends it as much as it takes.
  func fill() throws {
    let other = try connected()
    defer { close(other) }
    while send(other, "x", 1, Int32(MSG_DONTWAIT)) == 1 {}
  }

  /// The next message; nil if there is none.
  func next() -> String? {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  func empty() {
    while next() != nil {}
  }

  private static func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) {
      $0.copyBytes(from: path.utf8.prefix($0.count - 1))
    }
    return withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
