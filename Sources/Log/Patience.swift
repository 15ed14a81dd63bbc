/// How long the work may be kept waiting for whoever reads the log.
///
/// Without any, a burst of messages would be dropped that a healthy reader has read a moment later: a
/// pipe holds 64 KiB, journald a few hundred messages. With more, a stuck reader would hold up
/// refunds. So it is a tenth of the time at most, no more than 100 ms at once, and nothing any more
/// after a wait in vain, until something can be written again.
struct Patience {
  /// The most that is ever left, and what there is at the beginning.
  private let most: Duration
  private let clock: @Sendable () -> ContinuousClock.Instant
  private var left: Duration
  /// When `left` was worked out.
  private var then: ContinuousClock.Instant
  private var isExhausted = false

  init(
    most: Duration = .milliseconds(100),
    clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.most = most
    self.clock = clock
    left = most
    then = clock()
  }

  /// Waits, if there is any patience left.
  ///
  /// - Parameter wait: waits for a number of milliseconds at most, and says whether that was not in
  ///   vain.
  /// - Returns: whether to try again.
  mutating func wait(_ wait: (Int32) -> Bool) -> Bool {
    let start = clock()
    left = min(most, left + (start - then) / 10)
    then = start
    let milliseconds = Int32(left / .milliseconds(1))
    guard !isExhausted, milliseconds > 0 else { return false }
    isExhausted = !wait(milliseconds)
    then = clock()
    left -= then - start
    return !isExhausted
  }

  /// Somebody reads again.
  mutating func renew() {
    isExhausted = false
  }
}
