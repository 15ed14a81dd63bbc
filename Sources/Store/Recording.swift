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
  private var next = DatedRows()
  private var done: [Int64] = []
  private var judged: [Int64] = []
  private var faults: [(projectID: Int64, fault: Fault)] = []
  /// What has happened in each Project.
  package private(set) var events: [(project: Project, events: [Event])] = []
  /// The numbers of the cancellations that missed deadlines became, by Project.
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
    events.append((project, advance.events))
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
    case .deadlineMissed(let settlement, let endsProject):
      missed.append(
        MissedDeadline(
          project: project, event: event, settlement: settlement, endsProject: endsProject))
    case .cancellationDeclined(let id):
      moves.add(id, .declined, event.reason, effectiveAt: nil)
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
    if endsProject { cancelledProjects.append(project.id) }
    guard settlement.creditMinor > 0 else { return }
    credits.add(
      cancellationID, of: project, amountMinor: settlement.creditMinor,
      dueBy: instant.adding(microseconds: processingTime))
  }

  /// Makes cancellations of the missed deadlines, which come before all else that is written.
  package mutating func number(in transaction: inout Transaction) throws(PostgresError) {
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
      add(
        deadline.settlement, of: number, deadline.project, at: deadline.event.at,
        endsProject: deadline.endsProject)
    }
  }

  /// Writes it all. Approvals come first, then cancellations with their lines and credits, then what
  /// ends: the guards of each look at those before it.
  ///
  /// - Parameter work: what else there is to do in this program while the server is at it.
  package func write(
    in transaction: inout Transaction, meanwhile work: () -> Void = {}
  ) throws(PostgresError) {
    let changes = [
      Change(Statement.approveOrders, approvals.parameters, reaching: approvals.ids.count),
      Change(Statement.moveCancellations, moves.parameters, reaching: moves.ids.count),
      Change(Statement.writeLines, lines.rows),
      Change(Statement.writeCredits, credits.rows),
      Change(
        Statement.cancelOrders, cancelledOrders.parameters, reaching: cancelledOrders.ids.count),
      Change(
        Statement.cancelProjects, [.int64s(cancelledProjects)], reaching: cancelledProjects.count),
    ].filter { $0.count > 0 }
    // Whatever the parties are told of changes a row: there is always a statement to wait for.
    var told = CopyRows()
    for (place, change) in changes.enumerated() {
      try change.run(in: &transaction) { if place == 0 { told = notifications() } }
    }
    try Change(Statement.writeNotifications, told).run(in: &transaction)
    try writeQuarantine(in: &transaction, meanwhile: work)
    try Change(Statement.moveAgenda, next.parameters, reaching: next.ids.count)
      .run(in: &transaction)
    try Change(Statement.clearAgenda, [.int64s(done)], reaching: done.count).run(in: &transaction)
  }

  /// What the parties are told.
  private func notifications() -> CopyRows {
    var notifications = NotificationRows(processingTime: processingTime)
    for (project, events) in events {
      let number = deadlineCancellationIDs[project.id]
      for event in events { notifications.add(event, of: project, deadlineCancellationID: number) }
    }
    return notifications.rows
  }

  private func writeQuarantine(
    in transaction: inout Transaction, meanwhile work: () -> Void
  ) throws(PostgresError) {
    let subjects = faults.map(\.fault.subject.rawValue)
    let ids = faults.map(\.fault.subjectID)
    try transaction.execute(
      Statement.clearQuarantine, [.int64s(judged), .texts(subjects), .int64s(ids)],
      meanwhile: work)
    try Change(
      Statement.quarantineFaults,
      [
        .texts(subjects), .int64s(ids), .int64s(faults.map(\.projectID)),
        .texts(faults.map(\.fault.code)), .texts(faults.map(\.fault.detail)),
      ], reaching: faults.count
    ).run(in: &transaction)
  }
}
