internal import Policy
internal import Postgres

// The rows of a batch, as PostgreSQL takes them in one statement: what changes rows, a column an array;
// what is new, row by row.

struct CancellationMoves {
  private(set) var ids: [Int64] = []
  private var statuses: [String] = []
  private var reasons: [String?] = []
  private var effectiveAt: [Int64?] = []
  private var places: [Int64: Int] = [:]

  /// Where a cancellation moves twice in one batch (it waits, then takes effect), the last counts.
  mutating func add(
    _ id: Int64, _ status: Cancellation.Status, _ reason: String?, effectiveAt instant: Instant?
  ) {
    let place = places[id] ?? ids.count
    if place == ids.count {
      places[id] = place
      ids.append(id)
      statuses.append("")
      reasons.append(nil)
      effectiveAt.append(nil)
    }
    statuses[place] = status.rawValue
    reasons[place] = reason
    effectiveAt[place] = instant?.microseconds
  }

  var parameters: [Parameter] {
    [.int64s(ids), .texts(statuses), .optionalTexts(reasons), .optionalInstants(effectiveAt)]
  }
}

struct LineRows {
  private(set) var rows = CopyRows()

  mutating func add(_ line: SettlementLine, of cancellationID: Int64) {
    rows.add(
      .int64(line.orderID), .int64(cancellationID), .text(line.rule.rawValue),
      .text(Rule.policyVersion), .int64(line.feeMinor), .int64(line.paidMinor),
      .int64(line.refundMinor), .int64(line.retainedMinor))
  }
}

struct CreditRows {
  private(set) var rows = CopyRows()

  mutating func add(
    _ cancellationID: Int64, of project: Project, amountMinor: Int64, dueBy due: Instant
  ) {
    rows.add(
      .int64(cancellationID), .int64(project.advertiserID), .int64(project.id),
      .text(project.currency), .int64(amountMinor), .instant(due.microseconds))
  }
}

/// Instants of things that each happen to one row: Orders, or Projects on the agenda.
struct DatedRows {
  private(set) var ids: [Int64] = []
  private var instants: [Int64] = []

  mutating func add(_ id: Int64, _ instant: Instant) {
    ids.append(id)
    instants.append(instant.microseconds)
  }

  var parameters: [Parameter] { [.int64s(ids), .instants(instants)] }
}
