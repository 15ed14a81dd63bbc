import Foundation
import Glibc

/// A disk of a few megabytes which a server may use, and which can be full. It takes a kernel that
/// lets this process mount something.
package final class Mount: Sendable {
  /// Its folder, which belongs to who runs the servers of the tests.
  package let folder: String
  private let watchdog: Watchdog

  /// - Throws: ``ProgramFailure`` where mounting is refused.
  package init(megabytes: Int) throws {
    let folder = "/tmp/settled-\(UUID().uuidString.prefix(8).lowercased())"
    let owner = try Installation().user
    var options = "size=\(megabytes)m,mode=0700"
    if let owner { options += ",uid=\(owner.id),gid=\(owner.group)" }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    do {
      _ = try Program(words: ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]).run()
    } catch {
      rmdir(folder)
      throw error
    }
    self.folder = folder
    watchdog = try Watchdog(folder: folder, stop: ["umount", "--lazy", folder])
  }

  /// Takes it away; whoever still uses it keeps what it has open.
  package func remove() {
    watchdog.bite()
  }

  /// Writes until there is no room left.
  package func fill() {
    let file = open("\(folder)/filler", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    for size in [1 << 20, 4096] {
      let bytes = [UInt8](repeating: 0, count: size)
      while write(file, bytes, size) == size {}
    }
  }

  /// Makes room again.
  package func clear() {
    unlink("\(folder)/filler")
  }
}

extension Cluster {
  /// Moves the write-ahead log of a server to another disk.
  package func moveLog(to mount: Mount) throws {
    shutDown()
    let (old, new) = ("\(socketDirectory)/data/pg_wal", "\(mount.folder)/wal")
    _ = try Program(words: ["cp", "-a", old, new]).run()
    _ = try Program(words: ["rm", "-r", old]).run()
    _ = try Program(words: ["ln", "-s", new, old]).run()
    startAgain()
  }
}
