/// Where a worker's agenda begins: before this instant it has seen all there was, and nothing comes
/// there any more.
///
/// PostgreSQL leaves a dead entry in the index for each that was removed, for as long as anybody holds
/// an older snapshot. Without this, every pass would read all that was done since then.
///
/// An entry is never written with an earlier instant than the clock's at that moment, nor before its
/// transaction has a number. So whatever could still come before an instant is being written by a
/// transaction that had its number by then. A transaction that begins at that instant and takes a
/// number itself has a higher one; once all below it are over, the agenda shows all there will be.
///
/// The bounds of a snapshot would not do: the upper one lies below numbers that are in use.
struct Beginning {
  /// A clock that is set back by less than this does no harm.
  private static let margin: Int64 = 5_000_000
  /// Should it be set back by more, all of the agenda is looked at again after so long.
  private static let trust: Duration = .seconds(300)
  /// How old what is watched may be before it is worth another number.
  private static let age: Int64 = 60_000_000

  /// Microseconds since 1970; the least of all where nothing is known.
  private(set) var at = Int64.min
  /// The database's time at the head of the last transaction, and the lowest number of those that
  /// were not over then.
  private var last: (at: Int64, oldestRunning: Int64)?
  /// The head of a transaction, and the number that it took after that.
  private var watched: (at: Int64, number: Int64)?
  private var trustedSince: ContinuousClock.Instant?
  private var server: Int64?

  /// Takes note of a transaction's head. A pooler may have gone over to another server, which does not
  /// know all that the first one did; then, too, all of the agenda is looked at again.
  ///
  /// - Parameter serverStart: when the server was started.
  mutating func note(at now: Int64, oldestRunning: Int64, serverStart: Int64) {
    if now < at || serverStart != server { self = Beginning() }
    server = serverStart
    last = (now, oldestRunning)
  }

  /// Whether the transaction under way should take a number.
  ///
  /// - Parameter hasWorked: entries have been removed since the last one.
  func wantsNumber(at now: Int64, hasWorked: Bool) -> Bool {
    guard let watched else { return true }
    // Each new number would have to wait for the writers of that moment: the one there is comes first.
    if let last, last.oldestRunning <= watched.number { return false }
    return hasWorked || now - watched.at > Self.age
  }

  /// From here on the transaction noted last is watched, which has taken a number.
  mutating func watch(_ number: Int64) {
    if let last { watched = (last.at, number) }
  }

  /// Moves on, if the transaction noted last has seen all that is left before what is watched.
  ///
  /// - Parameter remaining: the first instant of what is still due; nil for nothing.
  mutating func move(remaining: Int64?) {
    if let since = trustedSince, since.duration(to: .now) > Self.trust {
      self = Beginning()
      return
    }
    guard let last, let watched, last.oldestRunning > watched.number else { return }
    trustedSince = trustedSince ?? .now
    at = max(at, min(watched.at - Self.margin, remaining ?? .max))
  }
}
