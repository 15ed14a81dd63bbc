import Foundation
import Glibc

/// A server that takes connections and says nothing.
package final class SilentServer: Sendable {
  /// The folder of its socket.
  package let socketDirectory: String
  private let listener: Int32

  package init() throws {
    socketDirectory = "/tmp/settled-\(UUID().uuidString.prefix(8).lowercased())"
    try FileManager.default.createDirectory(
      atPath: socketDirectory, withIntermediateDirectories: false)
    listener = try UnixSocket.bound(to: "\(socketDirectory)/.s.PGSQL.5432", .stream)
  }

  deinit {
    close(listener)
    try? FileManager.default.removeItem(atPath: socketDirectory)
  }
}
