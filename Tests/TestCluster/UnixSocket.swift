import Foundation
import Glibc

/// A socket in the file system.
package enum UnixSocket {
  package enum Kind: Sendable {
    case stream, datagram

    fileprivate var number: Int32 {
      Int32((self == .stream ? SOCK_STREAM : SOCK_DGRAM).rawValue)
    }
  }

  /// A socket of a kind, bound to a path: a stream socket listens.
  package static func bound(to path: String, _ kind: Kind) throws -> Int32 {
    let descriptor = try made(kind)
    guard named(path, { bind(descriptor, $0, $1) }) == 0,
      kind == .datagram || listen(descriptor, 64) == 0
    else { throw failure("bind", path) }
    chmod(path, 0o777)
    return descriptor
  }

  /// A stream socket, connected to who listens at a path.
  package static func connected(to path: String) throws -> Int32 {
    let descriptor = try made(.stream)
    guard named(path, { connect(descriptor, $0, $1) }) == 0 else {
      close(descriptor)
      throw failure("connect", path)
    }
    return descriptor
  }

  private static func made(_ kind: Kind) throws -> Int32 {
    let descriptor = socket(AF_UNIX, kind.number | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw failure("socket", "") }
    return descriptor
  }

  private static func failure(_ call: String, _ path: String) -> ProgramFailure {
    ProgramFailure(
      words: [call, path], status: errno, standardError: String(cString: strerror(errno)))
  }

  private static func named(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    return withUnsafePointer(to: address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
