internal import Glibc
package import Logging
package import Policy
package import Postgres
package import Store

/// Does all that is due in a market, batch by batch.
package struct Pass: Sendable {
  /// What a pass came to.
  package struct Outcome: Sendable {
    package var tally = Tally()
    /// Projects still due, because other sessions kept them busy to the end, or a statement took too
    /// long over them.
    package var busy = 0
    /// The first instant to come at which something will be due, and when that is by this host's
    /// steady clock.
    package var next: (at: Instant, moment: ContinuousClock.Instant)?
    /// Whether it came to its end; where not, `busy` and `next` say nothing.
    package var isComplete = false

    package init() {}

    /// Nothing was due, and nothing is.
    package var isEmpty: Bool { tally == Tally() && busy == 0 }

    /// When the next pass is to begin: a poll interval after this one began, but not before half of
    /// one has gone since it ended, so that the server is left alone after a long one. Counted from the
    /// pass's end, what is recorded during a long one would wait for a whole interval besides. Earlier if
    /// something falls due before, and in a second at most if something is due, but held by other
    /// sessions.
    package func nextPass(
      pollInterval: Duration, began: ContinuousClock.Instant, ended: ContinuousClock.Instant
    ) -> ContinuousClock.Instant {
      let regular = max(began + pollInterval, ended + pollInterval / 2)
      guard busy == 0 else { return min(regular, ended + .seconds(1)) }
      guard let next else { return regular }
      return min(regular, next.moment)
    }
  }

  private let batchSize: Int
  private let batch: Batch
  private let patience: Int

  /// - Parameters:
  ///   - batchSize: Projects a transaction, at most.
  ///   - processingTime: from a cancellation's effect until its refund is due, in microseconds.
  ///   - patience: how long to wait for Projects that other sessions hold, in milliseconds.
  ///   - logger: hears of each batch.
  package init(
    batchSize: Int, processingTime: Int64, patience: Int = 10_000, logger: Logger = .silent
  ) {
    self.batchSize = batchSize
    self.patience = patience
    batch = Batch(
      processingTime: processingTime, orderLimit: max(10 * batchSize, 1000),
      report: BatchReport(logger: logger))
  }

  /// Sweeps over the agenda, in the order in which things fell due, until nothing is due any more.
  /// Projects that other sessions hold are tried again, more and more slowly.
  ///
  /// - Parameter goesOn: hears what each batch came to; the pass ends there when it says no.
  package func run(
    in market: inout Market, afterEachBatch goesOn: (Tally) -> Bool = { _ in true }
  ) throws(PostgresError) -> Outcome {
    var outcome = Outcome()
    var stillSince: ContinuousClock.Instant?
    var pause = 10
    while true {
      guard let decided = try sweep(in: &market, goesOn) else { return outcome }
      outcome.tally.add(decided)
      // The clock is read before the question is sent: it reaches the server as late as the next
      // pass's first one will.
      let asked = ContinuousClock.now
      let outlook = try market.outlook(hasWorked: decided.projects > 0)
      outcome.busy = outlook.due
      outcome.next = outlook.nextDueAt.map {
        ($0, asked + .microseconds($0.microseconds - outlook.at.microseconds))
      }
      outcome.isComplete = true
      if outcome.busy == 0 { return outcome }
      if decided.projects + decided.quarantined > 0 {
        stillSince = nil
        pause = 10
        continue
      }
      let start = stillSince ?? .now
      guard start.duration(to: .now) < .milliseconds(patience) else { return outcome }
      stillSince = start
      usleep(UInt32(pause) * 1000)
      pause = min(2 * pause, 500)
    }
  }

  /// Once through the agenda, the large Projects last; what falls due behind it is for the next
  /// sweep. Nil if it was ended before that.
  private func sweep(
    in market: inout Market, _ goesOn: (Tally) -> Bool
  ) throws(PostgresError) -> Tally? {
    var total = Tally()
    var place: Claim.Place? = market.start
    var large: [Int64] = []
    while let after = place {
      let result = try batch.run(.due(limit: batchSize, after: after), in: &market)
      total.add(result.tally)
      large += result.large
      place = result.last
      guard goesOn(result.tally) else { return nil }
    }
    for id in large {
      let result = try batch.run(.these([id]), in: &market)
      total.add(result.tally)
      guard goesOn(result.tally) else { return nil }
    }
    return total
  }
}

extension Logger {
  /// A logger that nobody listens to.
  package static var silent: Logger {
    Logger(label: "settled") { _ in SwiftLogNoOpLogHandler() }
  }
}
