package import Policy
package import Postgres
internal import SQL

/// Something that can't be judged, as it stands in quarantine.
package struct QuarantineEntry: Equatable, Sendable {
  package let subject: String
  package let subjectID: Int64
  package let projectID: Int64
  package let code: String
  package let detail: String
  package let firstSeenAt: Instant
  package let lastSeenAt: Instant

  static func all(_ rows: borrowing Rows) throws(PostgresError) -> [QuarantineEntry] {
    var entries: [QuarantineEntry] = []
    for row in 0..<rows.count {
      entries.append(
        QuarantineEntry(
          subject: try rows.text(row, 0), subjectID: try rows.int64(row, 1),
          projectID: try rows.int64(row, 2), code: try rows.text(row, 3),
          detail: try rows.text(row, 4),
          firstSeenAt: Instant(microseconds: try rows.microseconds(row, 5)),
          lastSeenAt: Instant(microseconds: try rows.microseconds(row, 6))))
    }
    return entries
  }
}

extension Market {
  /// All that is in quarantine, longest first.
  package mutating func quarantine() throws(PostgresError) -> [QuarantineEntry] {
    try transaction(writes: false) { transaction, _ throws(PostgresError) in
      try QuarantineEntry.all(try transaction.execute(Statement.listQuarantine))
    }
  }

  package mutating func countQuarantine() throws(PostgresError) -> Int {
    try transaction(writes: false) { transaction, _ throws(PostgresError) in
      Int(try transaction.execute(Statement.countQuarantine).int64(0, 0))
    }
  }

  /// Takes a subject out of quarantine, so that the next pass judges its Project again.
  ///
  /// - Returns: the Project, or nil if the subject was not in quarantine.
  package mutating func release(
    _ subject: Fault.Subject, _ id: Int64
  ) throws(PostgresError) -> Int64? {
    try transaction { transaction, _ throws(PostgresError) in
      let rows = try transaction.execute(
        Statement.releaseQuarantine, [.text(subject.rawValue), .int64(id)])
      guard rows.count == 1 else { return nil }
      let project = try rows.int64(0, 0)
      try transaction.execute(Statement.wakeReleased, [.int64(project)])
      return project
    }
  }
}
