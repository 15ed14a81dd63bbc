import Glibc
import Synchronization

/// Cleans up behind a server or another daemon, however this process ends.
///
/// A shell waits for the end of its standard input, a line whose other end only this process has,
/// and which the kernel closes with it, or for a line; then it stops the server and removes its
/// folder.
package final class Watchdog: Sendable {
  private let child: Child
  private let line: Mutex<Int32?>

  /// Watches over a folder, and over what `stop` stops.
  package init(folder: String, stop: [String]) throws {
    var ends: [Int32] = [0, 0]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw ProgramFailure(words: ["socketpair"], status: errno, standardError: "no pipe")
    }
    defer { close(ends[0]) }
    let null = open("/dev/null", O_WRONLY | O_CLOEXEC)
    defer { close(null) }
    let script = """
      trap '' HUP INT TERM; read -r _; folder=$1; shift
      "$@"; until rm -rf "$folder"; do sleep 1; done
      """
    child = try Child(["sh", "-c", script, "sh", folder] + stop, streams: [ends[0], null, null])
    line = Mutex(ends[1])
  }

  deinit {
    bite()
  }

  /// Stops what it watches over and removes its folder, and waits for both.
  package func bite() {
    line.withLock { end in
      guard let descriptor = end else { return }
      _ = write(descriptor, "\n", 1)
      close(descriptor)
      _ = child.wait()
      end = nil
    }
  }
}
