import Policy
import Worker

/// What `settled run --once` came to.
struct RunSummary: Encodable {
  let projects: Int
  let deemedApprovals: Int
  let missedDeadlines: Int
  let settled: Int
  let waiting: Int
  let escalated: Int
  let declined: Int
  let withdrawn: Int
  let superseded: Int
  let outOfScope: Int
  /// Refunds credited by this run, in minor units by currency.
  let refundedMinor: [Refund]
  /// Faults that this run put, or kept, in quarantine.
  let quarantined: Int
  /// All that is in quarantine now, whenever it came there.
  let inQuarantine: Int
  /// Projects that are due, but that other sessions hold.
  let busy: Int

  struct Refund: Encodable {
    let currency: String
    let amountMinor: Int64
  }

  init(_ outcome: Pass.Outcome, inQuarantine: Int) {
    let tally = outcome.tally
    projects = tally.projects
    deemedApprovals = tally.deemedApprovals
    missedDeadlines = tally.missedDeadlines
    settled = tally.settled
    waiting = tally.waiting
    escalated = tally.escalated
    declined = tally.declined
    withdrawn = tally.withdrawn
    superseded = tally.superseded
    outOfScope = tally.outOfScope
    refundedMinor = tally.refundedMinor.sorted { $0.key < $1.key }
      .map { Refund(currency: $0.key, amountMinor: $0.value) }
    quarantined = tally.quarantined
    self.inQuarantine = inQuarantine
    busy = outcome.busy
  }

  /// One line for each thing that happened, and one where nothing did.
  var text: String {
    let counts: [(Int, String, String)] = [
      (deemedApprovals, "Order deemed approved", "Orders deemed approved"),
      (missedDeadlines, "deadline missed", "deadlines missed"),
      (settled, "cancellation settled", "cancellations settled"),
      (
        waiting, "cancellation accepted, with Open Orders to wait for",
        "cancellations accepted, with Open Orders to wait for"
      ),
      (
        escalated, "cancellation escalated: a person must decide",
        "cancellations escalated: a person must decide"
      ),
      (declined, "cancellation declined", "cancellations declined"),
      (withdrawn, "cancellation withdrawn", "cancellations withdrawn"),
      (superseded, "cancellation superseded", "cancellations superseded"),
      (outOfScope, "cancellation out of scope", "cancellations out of scope"),
      (quarantined, "Project that can't be judged", "Projects that can't be judged"),
    ]
    var lines = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
    lines += refundedMinor.map {
      "\(Amount(minor: $0.amountMinor, currency: $0.currency)) credited"
    }
    if lines.isEmpty { lines = ["nothing was due"] }
    if inQuarantine > 0 { lines.append("\(inQuarantine) in quarantine") }
    return lines.joined(separator: "\n")
  }
}
