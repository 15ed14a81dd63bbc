import Glibc

/// Sleeps for a socket or a deadline and for nothing else.
package final class PlainWaiting: Waiting {
  package init() {}

  package func wait(
    for socket: Int32, _ events: SocketEvents, until deadline: ContinuousClock.Instant?,
    givingWay: GivingWay
  ) -> Wake {
    var descriptors = [pollfd(fd: socket, events: events.poll, revents: 0)]
    while true {
      let ready = unsafe poll(&descriptors, 1, deadline?.millisecondsFromNow ?? -1)
      if ready > 0 { return .ready(SocketEvents(poll: descriptors[0].revents)) }
      if ready < 0, errno != EINTR { return .ready([]) }
      if let deadline, deadline <= .now { return .late }
    }
  }
}

extension SocketEvents {
  /// The same in the bits of `poll(2)`.
  package var poll: Int16 {
    Int16((contains(.input) ? POLLIN : 0) | (contains(.output) ? POLLOUT : 0))
  }

  /// What `poll(2)` found. Of an error and of a hang-up, reading tells more.
  package init(poll found: Int16) {
    self = []
    if found & Int16(POLLIN | POLLERR | POLLHUP | POLLNVAL) != 0 { insert(.input) }
    if found & Int16(POLLOUT) != 0 { insert(.output) }
  }
}

extension ContinuousClock.Instant {
  /// How long from now, as `poll(2)` takes it: rounded up, so that a wait never ends early.
  package var millisecondsFromNow: Int32 {
    let (seconds, attoseconds) = ContinuousClock.now.duration(to: self).components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let milliseconds = seconds.multipliedReportingOverflow(by: 1000)
    guard !milliseconds.overflow else { return .max }
    let fraction = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return Int32(clamping: milliseconds.partialValue.addingReportingOverflow(fraction).partialValue)
  }
}
