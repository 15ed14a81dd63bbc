internal import Glibc
package import Postgres
package import Store

/// Does all that is due in a market, batch by batch.
package struct Pass: Sendable {
  /// What a pass came to.
  package struct Outcome: Equatable, Sendable {
    package var tally = Tally()
    /// Projects still due, because other sessions kept them busy to the end.
    package var busy = 0

    package init() {}
  }

  private let batchSize: Int
  private let processingTime: Int64
  private let patience: Int

  /// - Parameters:
  ///   - batchSize: Projects a transaction, at most.
  ///   - processingTime: from a cancellation's effect until its refund is due, in microseconds.
  ///   - patience: how long to wait for Projects that other sessions hold, in milliseconds.
  package init(batchSize: Int, processingTime: Int64, patience: Int = 10_000) {
    self.batchSize = batchSize
    self.processingTime = processingTime
    self.patience = patience
  }

  /// Sweeps over the agenda, in the order in which things fell due, until nothing is due any more.
  /// Projects that other sessions hold are tried again, more and more slowly.
  package func run(in market: inout Market) throws(PostgresError) -> Outcome {
    var outcome = Outcome()
    var waited = 0
    var pause = 10
    while true {
      let decided = try sweep(in: &market)
      outcome.tally.add(decided)
      outcome.busy = try market.countDue()
      if outcome.busy == 0 { return outcome }
      if decided.projects + decided.quarantined > 0 {
        waited = 0
        pause = 10
        continue
      }
      guard waited < patience else { return outcome }
      usleep(UInt32(pause) * 1000)
      waited += pause
      pause = min(2 * pause, 500)
    }
  }

  /// Once through the agenda; what falls due behind it is for the next sweep.
  private func sweep(in market: inout Market) throws(PostgresError) -> Tally {
    let batch = Batch(processingTime: processingTime)
    var total = Tally()
    var place: Claim.Place? = .start
    while let after = place {
      let result = try batch.run(.due(limit: batchSize, after: after), in: &market)
      total.add(result.tally)
      place = result.last
    }
    return total
  }
}
