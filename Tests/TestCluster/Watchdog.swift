import Glibc
import Synchronization

/// Cleans up behind a cluster, however this process ends.
///
/// A shell waits for the end of its standard input, a pipe whose other end only this process has,
/// and which the kernel closes with it, or for a line; then it stops the server and removes its
/// folder.
final class Watchdog: Sendable {
  private let child: Child
  private let pipe: Mutex<Int32?>

  /// Watches over a folder, and the server which `stop` stops.
  init(folder: String, stop: [String]) throws {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else {
      throw ProgramFailure(words: ["pipe"], status: errno, standardError: "no pipe")
    }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let null = open("/dev/null", O_WRONLY | O_CLOEXEC)
    defer { close(null) }
    let script = """
      trap '' HUP INT TERM; read -r _; folder=$1; shift
      "$@"; until rm -rf "$folder"; do sleep 1; done
      """
    child = try Child(["sh", "-c", script, "sh", folder] + stop, streams: [ends[0], null, null])
    pipe = Mutex(ends[1])
  }

  deinit {
    bite()
  }

  /// Stops the server and removes its folder, and waits for both.
  func bite() {
    pipe.withLock { end in
      guard let descriptor = end else { return }
      _ = write(descriptor, "\n", 1)
      close(descriptor)
      _ = child.wait()
      end = nil
    }
  }
}
