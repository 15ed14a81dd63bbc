internal import CSystemd
internal import Glibc

/// The service manager that started this process, if one did: what it is told goes through
/// `sd_notify`, and nowhere when nobody listens.
package struct ServiceManager: Sendable {
  /// Something the service manager is told; see `sd_notify(3)`.
  package enum State: Equatable, Sendable {
    case ready
    /// The configuration is read again; ends with `ready`. Sent with the time, as systemd 253 wants.
    case reloading
    case stopping
    /// One line for `systemctl status`; what would end the line becomes a space. Cut off after
    /// 1024 bytes: systemd throws a message of more than 4096 away, with all that it says.
    case status(String)
    /// The loop is alive.
    case watchdog
    /// A start or stop that rightly takes longer: so many microseconds more from now on.
    case extendTimeout(microseconds: Int64)
  }

  /// How often the service manager wants to hear from the loop, in microseconds; nil if it does not.
  package let watchdogInterval: Int64?

  package init() {
    var interval: UInt64 = 0
    let isWanted = unsafe sd_watchdog_enabled(0, &interval) > 0
    watchdogInterval = isWanted ? Int64(clamping: interval) : nil
  }

  /// Tells it all in one message. A service manager that is not there, or doesn't listen, is no
  /// error: the work goes on.
  package func tell(_ states: State...) {
    _ = unsafe sd_notify(0, states.map(\.words).joined(separator: "\n"))
  }
}

extension ServiceManager.State {
  fileprivate var words: String {
    switch self {
    case .ready: "READY=1"
    case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(Self.now)"
    case .stopping: "STOPPING=1"
    case .status(let line): "STATUS=" + Self.oneLine(line)
    case .watchdog: "WATCHDOG=1"
    case .extendTimeout(let microseconds): "EXTEND_TIMEOUT_USEC=\(microseconds)"
    }
  }

  /// A line break would begin another state, and a NUL end the message for C.
  private static func oneLine(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
      let size = UTF8.width(scalar)
      guard line.utf8.count + size <= 1024 else { break }
      line.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
    }
    return line
  }

  /// What systemd compares with, in microseconds.
  private static var now: Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }
}
