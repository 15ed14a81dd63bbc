internal import Glibc
package import Postgres
package import Systemd

/// The one place where a service sleeps: in `poll(2)`, on its signals, the database's socket and the
/// time.
///
/// Whatever it waits for, it hears signals, and tells the service manager that the loop is alive. It
/// can: no sleep is longer than the ping is apart, and every wait for the server has a deadline.
package final class Vigil: Waiting {
  /// What the service manager may have to be patient with.
  package enum Phase: Sendable {
    case starting, working, stopping
  }

  /// How long a statement may still take once the program is to end.
  static let grace: Duration = .seconds(5)
  /// What a start or stop under way asks for, again and again, in microseconds. A resolver whose
  /// servers are all silent blocks for longer than a minute.
  private static let respite: Int64 = 90_000_000

  /// The longest sleep at a stretch, so that a long wait is seen as one.
  private static let slowest: Duration = .seconds(5)

  package private(set) var phase = Phase.starting
  package private(set) var isReloadWanted = false
  private let manager: ServiceManager
  private let signals: Signals
  private let pulseInterval: Duration
  private var nextPulse: ContinuousClock.Instant = .now
  private var graceEnds: ContinuousClock.Instant?
  private var said = ""

  package init(_ manager: ServiceManager, _ signals: Signals) {
    self.manager = manager
    self.signals = signals
    let asked = manager.watchdogInterval.map { Duration.microseconds($0) / 4 } ?? Self.slowest
    pulseInterval = max(min(asked, Self.slowest), .milliseconds(1))
  }

  package var isStopping: Bool { phase == .stopping }

  /// The start is over.
  package func begin() {
    if phase == .starting { phase = .working }
  }

  /// The reload was done, or refused.
  package func reloaded() {
    isReloadWanted = false
  }

  /// The line for `systemctl status`, told when it has changed. A stop under way has the last word.
  package func say(_ status: String) {
    guard status != said, !isStopping else { return }
    said = status
    manager.tell(.status(status))
  }

  /// A server that has fallen silent is given up only after its deadline; until then somebody who
  /// looks should see it.
  private func sayWaiting(since start: ContinuousClock.Instant) {
    let seconds = start.duration(to: .now).components.seconds
    guard seconds >= 5 else { return }
    say("Waiting for the database, which has not answered for \(seconds) s")
  }

  /// Tells the service manager that the loop has come round, if it is time to.
  package func pulse() {
    hear()
    guard nextPulse <= .now else { return }
    nextPulse = .now + (phase == .working ? pulseInterval : min(pulseInterval, .seconds(1)))
    manager.tell(.watchdog)
    if phase != .working {
      manager.tell(.extendTimeout(microseconds: Self.respite))
    }
  }

  package func wait(
    for socket: Int32, _ events: SocketEvents, until deadline: ContinuousClock.Instant?,
    givingWay: GivingWay
  ) -> Wake {
    let start = ContinuousClock.now
    while true {
      pulse()
      if phase != .stopping { sayWaiting(since: start) }
      let limit = interruption(givingWay)
      let found = sleep(until: [deadline, limit], watching: socket, for: events)
      if !found.isEmpty { return .ready(found) }
      hear()
      if let limit = interruption(givingWay), limit <= .now { return .interrupted }
      if let deadline, deadline <= .now { return .late }
    }
  }

  /// Sleeps while there is nothing to do, until an instant, a signal, or something on the socket.
  package func idle(until instant: ContinuousClock.Instant, watching socket: Int32 = -1) {
    while instant > .now, !isStopping, !isReloadWanted {
      pulse()
      if !sleep(until: [instant], watching: socket, for: .input).isEmpty { return }
      hear()
    }
  }

  /// When a wait is to end because the program is; nil while it is not.
  private func interruption(_ givingWay: GivingWay) -> ContinuousClock.Instant? {
    switch givingWay {
    case .atOnce: isStopping ? .now : nil
    case .afterGrace: graceEnds
    case .never: nil
    }
  }

  /// One `poll(2)`, no later than the next pulse. Empty unless the socket is ready.
  private func sleep(
    until instants: [ContinuousClock.Instant?], watching socket: Int32, for events: SocketEvents
  ) -> SocketEvents {
    let until = instants.compactMap { $0 }.reduce(nextPulse) { min($0, $1) }
    var descriptors = [
      pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: socket, events: events.poll, revents: 0),
    ]
    guard poll(&descriptors, 2, until.millisecondsFromNow) > 0 else { return [] }
    return descriptors[1].revents == 0 ? [] : SocketEvents(poll: descriptors[1].revents)
  }

  private func hear() {
    while let signal = signals.next() {
      switch signal {
      case .reload: isReloadWanted = true
      case .stop: stop()
      }
    }
  }

  /// The first request leaves the statement in hand a grace; a second one, as from a person at a
  /// terminal, leaves none.
  private func stop() {
    graceEnds = isStopping ? .now : .now + Self.grace
    guard !isStopping else { return }
    say("Stopping: the transaction in hand comes to its end")
    phase = .stopping
    nextPulse = .now
    manager.tell(.stopping)
  }
}
