internal import Policy
internal import Postgres

/// The rows of a batch, a column an array, as PostgreSQL takes them in one statement.

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
  private(set) var orderIDs: [Int64] = []
  private var cancellationIDs: [Int64] = []
  private var rules: [String] = []
  private var fees: [Int64] = []
  private var paid: [Int64] = []
  private var refunds: [Int64] = []
  private var retained: [Int64] = []

  mutating func add(_ line: SettlementLine, of cancellationID: Int64) {
    orderIDs.append(line.orderID)
    cancellationIDs.append(cancellationID)
    rules.append(line.rule.rawValue)
    fees.append(line.feeMinor)
    paid.append(line.paidMinor)
    refunds.append(line.refundMinor)
    retained.append(line.retainedMinor)
  }

  var parameters: [Parameter] {
    [
      .int64s(orderIDs), .int64s(cancellationIDs), .texts(rules), .text(Rule.policyVersion),
      .int64s(fees), .int64s(paid), .int64s(refunds), .int64s(retained),
    ]
  }
}

struct CreditRows {
  private(set) var cancellationIDs: [Int64] = []
  private var advertiserIDs: [Int64] = []
  private var projectIDs: [Int64] = []
  private var currencies: [String] = []
  private var amounts: [Int64] = []
  private var dueBy: [Int64] = []

  mutating func add(
    _ cancellationID: Int64, of project: Project, amountMinor: Int64, dueBy due: Instant
  ) {
    cancellationIDs.append(cancellationID)
    advertiserIDs.append(project.advertiserID)
    projectIDs.append(project.id)
    currencies.append(project.currency)
    amounts.append(amountMinor)
    dueBy.append(due.microseconds)
  }

  var parameters: [Parameter] {
    [
      .int64s(cancellationIDs), .int64s(advertiserIDs), .int64s(projectIDs), .texts(currencies),
      .int64s(amounts), .instants(dueBy),
    ]
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
