/// Times without a database to work in.
struct Absence {
  /// A database that is away again so soon after it came back was not well in between, and the log has
  /// heard of it.
  private static let convalescence: Duration = .seconds(60)
  /// An absence that is longer than this is told, however soon after another.
  private static let hiccup: Duration = .seconds(10)
  /// How often the log hears of one and the same trouble.
  private static let reminder: Duration = .seconds(600)

  private var backoff = Backoff()
  private(set) var since: ContinuousClock.Instant?
  private var endedAt: ContinuousClock.Instant?
  private var told: (reason: String, at: ContinuousClock.Instant)?
  /// Whether the log has heard of the absence that goes on.
  private var isTold = false

  /// Takes up a failure.
  ///
  /// - Returns: when to try again, and whether this is news: the first failure for a while, or
  ///   another reason.
  mutating func note(
    _ reason: String, at now: ContinuousClock.Instant = .now
  ) -> (delay: Duration, isNews: Bool) {
    if since == nil {
      since = now
      isTold = false
      if let endedAt, endedAt.duration(to: now) > Self.convalescence { told = nil }
    }
    let isNews =
      told.map { $0.reason != reason || $0.at.duration(to: now) > Self.reminder } ?? true
      || !isTold && since.map { $0.duration(to: now) > Self.hiccup } ?? false
    if isNews {
      told = (reason, now)
      isTold = true
    }
    return (backoff.next(), isNews)
  }

  /// Something has been done in the database, so it is there.
  ///
  /// - Returns: how long it was away; nil if it was not, or if nobody was told.
  mutating func end(at now: ContinuousClock.Instant = .now) -> Duration? {
    guard let since else { return nil }
    self.since = nil
    endedAt = now
    return isTold ? since.duration(to: now) : nil
  }

  /// A whole pass has been done: the next failure begins with a short wait again.
  mutating func recover() {
    backoff = Backoff()
  }
}
