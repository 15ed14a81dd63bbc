internal import Policy
package import Postgres
internal import SQL

/// Projects taken from the agenda for the length of a transaction.
package struct Claim: Equatable, Sendable {
  /// A place in the agenda, which is in the order of due instants, then of Projects.
  package struct Place: Equatable, Sendable {
    package let dueAt: Int64
    package let projectID: Int64

    /// Before all that is due from an instant on, in microseconds.
    static func start(at instant: Int64) -> Place {
      Place(dueAt: instant, projectID: .min)
    }
  }

  /// Which Projects to claim.
  package enum Wanted: Equatable, Sendable {
    /// At most so many of those that are due, after a place.
    case due(limit: Int, after: Place)
    /// These, if they still are due.
    case these([Int64])
  }

  /// Where each of them stands in the agenda, in its order.
  package let places: [Place]

  package var projectIDs: [Int64] { places.map(\.projectID) }

  /// Claims Projects: until the transaction ends nobody else decides about them. Projects that another
  /// session holds are passed over.
  ///
  /// - Throws: `unusable` when somebody has migrated the schema while this program ran.
  package init(
    _ wanted: Wanted, in transaction: inout Transaction
  ) throws(PostgresError) {
    let rows: Rows
    switch wanted {
    case .due(let limit, let after):
      rows = try transaction.execute(
        Statement.claimDue,
        [.int64(Int64(limit)), .instant(after.dueAt), .int64(after.projectID)])
    case .these(let ids):
      rows = try transaction.execute(Statement.claimThese, [.int64s(ids)])
    }
    var places: [Place] = []
    places.reserveCapacity(rows.count)
    for row in 0..<rows.count {
      places.append(
        Place(dueAt: try rows.microseconds(row, 1), projectID: try rows.int64(row, 0)))
    }
    guard rows.count == 0 ? true : try rows.int64(0, 2) == Migration.latest else {
      throw PostgresError(
        sqlState: nil, message: "the schema has been upgraded: this program no longer fits it",
        kind: .unusable)
    }
    self.places = places
  }
}

extension Market {
  /// Before all that is due.
  package var start: Claim.Place { .start(at: beginning.at) }

  /// Claims nothing, which takes the rights to claim, and a server that takes writes: who can't do
  /// this much is better told before work is promised.
  package mutating func rehearse() throws(PostgresError) {
    beginning.watch(
      try transaction { transaction, _ throws(PostgresError) in
        _ = try Claim(.these([]), in: &transaction)
        return try transaction.execute(Statement.takeNumber).int64(0, 0)
      })
  }
}
