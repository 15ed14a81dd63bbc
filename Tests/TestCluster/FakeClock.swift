import Foundation
import Glibc

/// A clock that stands still until it is turned, and which a server believes in.
///
/// `libfaketime` takes the time from a file. PostgreSQL measures with the real, monotonic clock
/// while it sleeps between two rounds of its background work, so that a clock which stands still
/// does not hold it up. Yet whatever compares two readings of the clock waits for a turn of it:
/// `pg_sleep`, `lock_timeout`, `statement_timeout` and the search for deadlocks.
struct FakeClock {
  private let library: String
  private let file: String

  /// Makes a clock in a folder which shows the time it is.
  init(folder: String) throws {
    library = try Installation.fakeTimeLibrary()
    file = "\(folder)/clock"
    try turn(to: Int64(Date().timeIntervalSince1970) * 1_000_000)
  }

  /// What makes a program believe in the clock.
  var environment: [String: String] {
    [
      "LD_PRELOAD": library,
      "FAKETIME_TIMESTAMP_FILE": file,
      "FAKETIME_NO_CACHE": "1",
      "FAKETIME_DONT_FAKE_MONOTONIC": "1",
      "FAKETIME_DONT_RESET": "1",
    ]
  }

  /// Turns the clock, at one stroke.
  func turn(to microseconds: Int64) throws {
    try Self.words(for: microseconds).write(
      toFile: "\(file).next", atomically: false, encoding: .utf8)
    chmod("\(file).next", 0o644)
    guard rename("\(file).next", file) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  /// An instant in the words of `libfaketime`. It reads the fraction as a floating point number and
  /// cuts it off: half a microsecond more keeps it from losing a whole one.
  private static func words(for microseconds: Int64) -> String {
    let (second, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    var time = time_t(second)
    var parts = tm()
    gmtime_r(&time, &parts)
    return String(
      format: "%04d-%02d-%02d %02d:%02d:%02d.%06d500\n", parts.tm_year + 1900, parts.tm_mon + 1,
      parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, Int32(fraction))
  }
}
