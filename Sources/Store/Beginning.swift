/// Where a worker's agenda begins: before this instant it has seen all there was, and nothing comes
/// there any more.
///
/// PostgreSQL leaves a dead entry in the index for each that was removed, for as long as anybody holds
/// an older snapshot. Without this, every pass would read all that was done since then.
///
/// An entry is never written with an earlier instant than the clock's at that moment, and not before
/// its transaction has a number. So what could still come before an instant is being written by a
/// transaction that had its number by then; once these are over, the agenda shows all of it.
struct Beginning {
  /// What the head of a transaction tells.
  struct Head {
    /// The database's time, in microseconds.
    let at: Int64
    /// Transactions with lower numbers are over.
    let oldestRunning: Int64
    /// Transactions with this number or a higher one have not begun.
    let nextToCome: Int64
  }

  /// A clock that is set back by less than this does no harm.
  private static let margin: Int64 = 5_000_000
  /// Should it be set back by more, all of the agenda is looked at again after so long.
  private static let trust: Duration = .seconds(300)

  /// Microseconds since 1970; the least of all where nothing is known.
  private(set) var at = Int64.min
  private var last: Head?
  private var trustedSince: ContinuousClock.Instant?

  /// Takes note of a transaction's head.
  mutating func note(_ head: Head) {
    last = head
    if head.at < at { self = Beginning() }
    if watched == nil { watched = head }
  }

  /// The head after which all that is written lies later.
  private var watched: Head?

  /// Moves on, once the transaction noted last has seen what is left of the agenda.
  ///
  /// - Parameter remaining: the first instant of what is still due; nil for nothing.
  mutating func move(remaining: Int64?) {
    guard let last, let watched, last.oldestRunning >= watched.nextToCome else { return }
    if let since = trustedSince, since.duration(to: .now) > Self.trust {
      self = Beginning()
      return
    }
    trustedSince = trustedSince ?? .now
    at = max(at, min(watched.at - Self.margin, remaining ?? .max))
    self.watched = last
  }
}
