import Foundation
import Glibc

/// A clock that is wrong, for the programs that are told to believe in it.
package final class WrongClock: Sendable {
  private let library: String
  private let file: String
  /// Whoever comes first to a clock of `libfaketime` makes some shared memory and puts its name into
  /// its own environment, by which a program in Swift loses its arguments. So somebody else has to.
  private let first: Child

  /// - Parameter words: what the clock shows: `-400d` goes on from there, `2020-01-01 00:00:00`
  ///   stands still.
  package init(_ words: String) throws {
    library = try Installation.fakeTimeLibrary()
    file = "/tmp/settled-\(UUID().uuidString.prefix(8).lowercased()).clock"
    try "\(words)\n".write(toFile: file, atomically: true, encoding: .utf8)
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    first = try Child(
      ["setpriv", "--pdeathsig", "KILL", "env", "-i", "LD_PRELOAD=\(library)", "sleep", "600"],
      streams: [null, null, null])
    let memory = memory
    do {
      try eventually("the clock is there") { memory.allSatisfy { access($0, F_OK) == 0 } }
    } catch {
      end()
      throw error
    }
  }

  deinit {
    end()
  }

  /// Shows something else from now on, at one stroke.
  package func turn(_ words: String) throws {
    try "\(words)\n".write(toFile: file, atomically: true, encoding: .utf8)
  }

  /// What makes a program believe in it. Durations stay true, as on a host whose clock is set.
  package var environment: [String: String] {
    [
      "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": file, "FAKETIME_NO_CACHE": "1",
      "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_RESET": "1",
      "FAKETIME_SHARED": "/faketime_sem_\(first.id) /faketime_shm_\(first.id)",
    ]
  }

  private var memory: [String] {
    ["/dev/shm/sem.faketime_sem_\(first.id)", "/dev/shm/faketime_shm_\(first.id)"]
  }

  private func end() {
    kill(first.id, SIGKILL)
    first.wait()
    for path in memory + [file] { unlink(path) }
  }
}
