package import Policy
package import Postgres
internal import SQL

/// Everything that a batch of Projects comes to, as the rows that record it.
package struct Recording {
  private let processingTime: Int64
  private var approvals = DatedRows()
  private var missed: [MissedDeadline] = []
  private var moves = CancellationMoves()
  private var lines = LineRows()
  private var credits = CreditRows()
  private var cancelledOrders = DatedRows()
  private var cancelledProjects: [Int64] = []
  private var notifications = NotificationRows()
  private var next = DatedRows()
  private var done: [Int64] = []
  private var judged: [Int64] = []
  private var faults: [(projectID: Int64, fault: Fault)] = []
  /// The numbers of the cancellations that missed deadlines became, by Project; known once written.
  package private(set) var deadlineCancellationIDs: [Int64: Int64] = [:]

  /// A deadline's cancellation, which has no number before it is written.
  private struct MissedDeadline {
    let project: Project
    let event: Event
    let settlement: Settlement
    let endsProject: Bool
  }

  /// - Parameter processingTime: how long after it took effect a refund is due, in microseconds.
  package init(processingTime: Int64) {
    self.processingTime = processingTime
  }

  /// Takes up what has happened in one Project, and when it is to be looked at again.
  package mutating func add(_ project: Project, _ advance: Advance) {
    for event in advance.events { add(event, of: project) }
    if let fault = advance.fault { return hold(project.id, fault) }
    judged.append(project.id)
    if let instant = advance.next {
      next.add(project.id, instant)
    } else {
      done.append(project.id)
    }
  }

  /// Puts a Project into quarantine: it stays on the agenda, but is never due.
  package mutating func hold(_ projectID: Int64, _ fault: Fault) {
    judged.append(projectID)
    faults.append((projectID, fault))
    next.add(projectID, .distantFuture)
  }

  /// Takes a Project that is no longer there off the agenda.
  package mutating func forget(_ projectID: Int64) {
    judged.append(projectID)
    done.append(projectID)
  }

  private mutating func add(_ event: Event, of project: Project) {
    switch event.outcome {
    case .orderDeemedApproved(let id):
      approvals.add(id, event.at)
      notifications.add(.orderDeemedApproved, project, order: id, at: event.at)
    case .deadlineMissed(let settlement, let endsProject):
      missed.append(
        MissedDeadline(
          project: project, event: event, settlement: settlement, endsProject: endsProject))
    case .cancellationDeclined(let id):
      moves.add(id, .declined, event.reason, effectiveAt: nil)
      notifications.add(.cancellationDeclined, project, cancellation: id, at: event.at)
    case .cancellationWithdrawn(let id):
      moves.add(id, .withdrawn, event.reason, effectiveAt: nil)
    case .cancellationSuperseded(let id):
      moves.add(id, .superseded, event.reason, effectiveAt: nil)
    case .cancellationOutOfScope(let id):
      moves.add(id, .outOfScope, event.reason, effectiveAt: nil)
    case .cancellationEscalated(let id, _):
      moves.add(id, .escalated, event.reason, effectiveAt: nil)
    case .cancellationWaiting(let id):
      moves.add(id, .waitingForOpenOrders, event.reason, effectiveAt: nil)
      notifications.add(.cancellationWaiting, project, cancellation: id, at: event.at)
    case .cancellationSettled(let id, let settlement):
      moves.add(id, .settled, event.reason, effectiveAt: event.at)
      add(settlement, of: id, project, at: event.at, endsProject: true)
    }
  }

  private mutating func add(
    _ settlement: Settlement, of cancellationID: Int64, _ project: Project, at instant: Instant,
    endsProject: Bool
  ) {
    for line in settlement.lines { lines.add(line, of: cancellationID) }
    for order in settlement.cancelledOrderIDs { cancelledOrders.add(order, instant) }
    if endsProject {
      cancelledProjects.append(project.id)
      notifications.add(.projectCancelled, project, cancellation: cancellationID, at: instant)
    }
    guard settlement.creditMinor > 0 else { return }
    let dueBy = instant.adding(microseconds: processingTime)
    credits.add(
      cancellationID, of: project, amountMinor: settlement.creditMinor, dueBy: dueBy)
    notifications.add(
      .refundCredited, project, cancellation: cancellationID, at: instant,
      credit: .init(amountMinor: settlement.creditMinor, dueBy: dueBy))
  }

  /// Writes it all, a statement a table. Cancellations come first, then Orders, then Projects: the
  /// guards of each look at those before it.
  package mutating func write(in transaction: inout Transaction) throws(PostgresError) {
    try numberMissedDeadlines(in: &transaction)
    try Self.run(Statement.approveOrders, approvals.parameters, approvals.ids.count, &transaction)
    try Self.run(Statement.moveCancellations, moves.parameters, moves.ids.count, &transaction)
    try Self.run(Statement.writeLines, lines.parameters, lines.orderIDs.count, &transaction)
    try Self.run(
      Statement.writeCredits, credits.parameters, credits.cancellationIDs.count, &transaction)
    try Self.run(
      Statement.cancelOrders, cancelledOrders.parameters, cancelledOrders.ids.count, &transaction)
    try Self.run(
      Statement.cancelProjects, [.int64s(cancelledProjects)], cancelledProjects.count, &transaction)
    try Self.run(
      Statement.writeNotifications, notifications.parameters, notifications.count, &transaction)
    try writeQuarantine(in: &transaction)
    try Self.run(Statement.moveAgenda, next.parameters, next.ids.count, &transaction)
    try Self.run(Statement.clearAgenda, [.int64s(done)], done.count, &transaction)
  }

  /// Runs one statement of the batch, and checks that it reached exactly the rows it was meant for.
  private static func run(
    _ sql: String, _ parameters: [Parameter], _ expected: Int, _ transaction: inout Transaction
  ) throws(PostgresError) {
    guard expected > 0 else { return }
    let affected = try transaction.execute(sql, parameters).affected
    guard affected == expected else {
      let purpose = sql.split(separator: "\n").first ?? ""
      throw PostgresError(
        sqlState: "P0004",
        message: "a statement reached \(affected) rows instead of \(expected): \(purpose)")
    }
  }

  private mutating func numberMissedDeadlines(
    in transaction: inout Transaction
  ) throws(PostgresError) {
    guard !missed.isEmpty else { return }
    let rows = try transaction.execute(
      Statement.recordMissedDeadlines,
      [.int64s(missed.map(\.project.id)), .optionalTexts(missed.map(\.event.reason))])
    for row in 0..<rows.count {
      deadlineCancellationIDs[try rows.int64(row, 0)] = try rows.int64(row, 1)
    }
    for deadline in missed {
      guard let number = deadlineCancellationIDs[deadline.project.id] else {
        throw PostgresError(
          sqlState: "P0004",
          message: "the missed deadline of Project \(deadline.project.id) could not be recorded")
      }
      notifications.add(
        .deadlineMissed, deadline.project, cancellation: number, at: deadline.event.at)
      add(
        deadline.settlement, of: number, deadline.project, at: deadline.event.at,
        endsProject: deadline.endsProject)
    }
  }

  private func writeQuarantine(in transaction: inout Transaction) throws(PostgresError) {
    let subjects = faults.map(\.fault.subject.rawValue)
    let ids = faults.map(\.fault.subjectID)
    try transaction.execute(
      Statement.clearQuarantine, [.int64s(judged), .texts(subjects), .int64s(ids)])
    try Self.run(
      Statement.quarantineFaults,
      [
        .texts(subjects), .int64s(ids), .int64s(faults.map(\.projectID)),
        .texts(faults.map(\.fault.code)), .texts(faults.map(\.fault.detail)),
      ], faults.count, &transaction)
  }
}
