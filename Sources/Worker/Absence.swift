/// A time without a database to work in.
struct Absence {
  private var backoff = Backoff()
  private(set) var since: ContinuousClock.Instant?
  private var reason = ""

  /// Takes up a failure.
  ///
  /// - Returns: when to try again, and whether this is news: the first failure, or another reason.
  mutating func note(_ reason: String) -> (delay: Duration, isNews: Bool) {
    let isNews = since == nil || reason != self.reason
    if since == nil { since = .now }
    self.reason = reason
    return (backoff.next(), isNews)
  }

  /// The database is there.
  ///
  /// - Returns: how long it was away; nil if it was not.
  mutating func end() -> Duration? {
    defer { self = Absence() }
    return since?.duration(to: .now)
  }
}
