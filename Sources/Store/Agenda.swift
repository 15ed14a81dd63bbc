package import Policy
package import Postgres
internal import SQL

/// What an operator looks at first.
package struct Overview: Equatable, Sendable {
  /// The database's time at which all this was so.
  package let at: Instant
  /// Projects in which something is due now.
  package let due: Int
  /// Of these, the ones due for more than a minute.
  package let late: Int
  package let oldestDueAt: Instant?
  /// The first instant to come at which something will be due.
  package let nextDueAt: Instant?
  /// Cancellations that wait for Open Orders.
  package let waiting: Int
  /// Cancellations that a person must decide.
  package let escalated: Int
  package let quarantined: Int
  /// The escalated cancellations, longest first, twenty at most.
  package let toDecide: [Escalation]

  /// A cancellation that a person must decide, and why.
  package struct Escalation: Equatable, Sendable {
    package let cancellationID: Int64
    package let projectID: Int64
    package let reason: String
  }
}

/// What the agenda holds for a worker.
package struct Outlook: Equatable, Sendable {
  /// The database's time at which it was so.
  package let at: Instant
  /// Projects that are due, whoever holds them.
  package let due: Int
  /// The first instant to come at which something will be due.
  package let nextDueAt: Instant?
}

/// What waits for a person.
package struct Held: Equatable, Sendable {
  package let quarantined: Int
  package let escalated: Int

  package init(quarantined: Int, escalated: Int) {
    self.quarantined = quarantined
    self.escalated = escalated
  }
}

extension Market {
  /// Looks at what the agenda holds, which also tells where it begins.
  ///
  /// - Parameter hasWorked: entries have been removed since the last look.
  package mutating func outlook(hasWorked: Bool = false) throws(PostgresError) -> Outlook {
    let known = beginning
    var remaining: Int64?
    var number: Int64?
    let outlook = try transaction(writes: false) { transaction, now throws(PostgresError) in
      let rows = try transaction.execute(Statement.outlook, [.instant(known.at)])
      remaining = try rows.optionalMicroseconds(0, 1)
      if known.wantsNumber(at: now.microseconds, hasWorked: hasWorked) {
        number = try transaction.execute(Statement.takeNumber).int64(0, 0)
      }
      return Outlook(
        at: now, due: Int(try rows.int64(0, 0)), nextDueAt: try rows.instant(0, 2))
    }
    beginning.move(remaining: remaining)
    if let number { beginning.watch(number) }
    return outlook
  }

  package mutating func held() throws(PostgresError) -> Held {
    try transaction(writes: false) { transaction, _ throws(PostgresError) in
      let rows = try transaction.execute(Statement.held)
      return Held(quarantined: Int(try rows.int64(0, 0)), escalated: Int(try rows.int64(0, 1)))
    }
  }

  package mutating func overview() throws(PostgresError) -> Overview {
    try transaction(writes: false, seeing: .one) { transaction, now throws(PostgresError) in
      let rows = try transaction.execute(Statement.overview)
      let escalated = try transaction.execute(Statement.escalated)
      var toDecide: [Overview.Escalation] = []
      for row in 0..<escalated.count {
        toDecide.append(
          Overview.Escalation(
            cancellationID: try escalated.int64(row, 0), projectID: try escalated.int64(row, 1),
            reason: try escalated.optionalText(row, 2) ?? ""))
      }
      return Overview(
        at: now, due: Int(try rows.int64(0, 0)), late: Int(try rows.int64(0, 1)),
        oldestDueAt: try rows.instant(0, 2), nextDueAt: try rows.instant(0, 3),
        waiting: Int(try rows.int64(0, 4)), escalated: Int(try rows.int64(0, 5)),
        quarantined: Int(try rows.int64(0, 6)), toDecide: toDecide)
    }
  }
}
