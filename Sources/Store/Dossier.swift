package import Policy
package import Postgres
internal import SQL

/// All that is recorded about one Project, facts and outcomes: what `explain` tells from.
package struct Dossier: Sendable {
  /// What was recorded of a cancellation besides its facts.
  package struct Record: Equatable, Sendable {
    package let cancellationID: Int64
    package let reason: String?
    package let effectiveAt: Instant?
    /// When the settlement was applied.
    package let settledAt: Instant?
    package let credit: Credit?
  }

  package struct Credit: Equatable, Sendable {
    /// Minor units of the Project's currency.
    package let amountMinor: Int64
    package let creditedAt: Instant
    package let dueBy: Instant
  }

  /// A settlement line as it was written, whatever program wrote it.
  package struct Line: Equatable, Sendable {
    package let orderID: Int64
    package let cancellationID: Int64
    package let rule: String
    package let policyVersion: String
    package let feeMinor: Int64
    package let paidMinor: Int64
    package let refundMinor: Int64
    package let retainedMinor: Int64
  }

  /// The database's time at which all this was so.
  package let at: Instant
  package let project: Project
  package let records: [Record]
  package let lines: [Line]
  package let quarantine: [QuarantineEntry]
}

/// Why there is no dossier.
package enum DossierGap: Error, Equatable, Sendable {
  case unknown
  case illegible(Fault)
}

extension Market {
  /// The dossier of the Project that a cancellation belongs to.
  package mutating func dossier(
    ofCancellation id: Int64
  ) throws(PostgresError) -> Result<Dossier, DossierGap> {
    try dossier(Statement.projectOfCancellation, id)
  }

  /// The dossier of the Project that an Order belongs to.
  package mutating func dossier(
    ofOrder id: Int64
  ) throws(PostgresError) -> Result<Dossier, DossierGap> {
    try dossier(Statement.projectOfOrder, id)
  }

  private mutating func dossier(
    _ finder: String, _ id: Int64
  ) throws(PostgresError) -> Result<Dossier, DossierGap> {
    try transaction(writes: false, seeing: .one) { transaction, now throws(PostgresError) in
      let found = try transaction.execute(finder, [.int64(id)])
      guard found.count == 1 else { return .failure(.unknown) }
      let projectID = try found.int64(0, 0)
      let facts = try Facts(of: [projectID], locking: false, in: &transaction)
      if let illegible = facts.illegible.first { return .failure(.illegible(illegible.fault)) }
      guard let project = facts.projects.first else { return .failure(.unknown) }
      return .success(
        Dossier(
          at: now, project: project,
          records: try Self.records(of: projectID, in: &transaction),
          lines: try Self.lines(of: projectID, in: &transaction),
          quarantine: try QuarantineEntry.all(
            try transaction.execute(Statement.projectQuarantine, [.int64(projectID)]))))
    }
  }

  private static func records(
    of projectID: Int64, in transaction: inout Transaction
  ) throws(PostgresError) -> [Dossier.Record] {
    let rows = try transaction.execute(Statement.settlementRecord, [.int64(projectID)])
    var records: [Dossier.Record] = []
    for row in 0..<rows.count {
      var credit: Dossier.Credit?
      if let amount = try rows.optionalInt64(row, 4) {
        credit = Dossier.Credit(
          amountMinor: amount, creditedAt: Instant(microseconds: try rows.microseconds(row, 5)),
          dueBy: Instant(microseconds: try rows.microseconds(row, 6)))
      }
      records.append(
        Dossier.Record(
          cancellationID: try rows.int64(row, 0), reason: try rows.optionalText(row, 1),
          effectiveAt: try rows.instant(row, 2), settledAt: try rows.instant(row, 3),
          credit: credit))
    }
    return records
  }

  private static func lines(
    of projectID: Int64, in transaction: inout Transaction
  ) throws(PostgresError) -> [Dossier.Line] {
    let rows = try transaction.execute(Statement.settlementLines, [.int64(projectID)])
    var lines: [Dossier.Line] = []
    for row in 0..<rows.count {
      lines.append(
        Dossier.Line(
          orderID: try rows.int64(row, 0), cancellationID: try rows.int64(row, 1),
          rule: try rows.text(row, 2), policyVersion: try rows.text(row, 3),
          feeMinor: try rows.int64(row, 4), paidMinor: try rows.int64(row, 5),
          refundMinor: try rows.int64(row, 6), retainedMinor: try rows.int64(row, 7)))
    }
    return lines
  }
}
