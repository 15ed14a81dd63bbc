/// How a connection sleeps until its socket is ready.
///
/// A service brings its own way to sleep, so that signals and a watchdog have their say while the
/// server works; whoever does not care gets ``PlainWaiting``.
package protocol Waiting: AnyObject {
  /// Sleeps until the socket is ready for one of the events, until the deadline, or until there is a
  /// reason to give way.
  func wait(
    for socket: Int32, _ events: SocketEvents, until deadline: ContinuousClock.Instant?,
    givingWay: GivingWay
  ) -> Wake
}

/// What a socket can be ready for.
package struct SocketEvents: OptionSet, Sendable {
  package let rawValue: UInt8
  package static let input = SocketEvents(rawValue: 1)
  package static let output = SocketEvents(rawValue: 2)

  package init(rawValue: UInt8) { self.rawValue = rawValue }
}

/// Why a sleep has ended.
package enum Wake: Equatable, Sendable {
  case ready(SocketEvents)
  /// The deadline has come.
  case late
  /// The program is to end, and this wait is in its way.
  case interrupted
}

/// Whether a wait gives way when the program is to end.
package enum GivingWay: Sendable {
  case atOnce
  /// After a grace, in which a statement may well come to its end.
  case afterGrace
  /// A COMMIT under way is waited for: a cancelled one may have been done all the same.
  case never
}
