package import Policy
package import Postgres
internal import SQL

/// What is recorded about some Projects.
package struct Facts: Sendable {
  package var projects: [Project] = []
  /// Projects of which somebody else holds a row: their facts may be about to change.
  package var busy: [Int64] = []
  /// Projects whose rows this program can't read: they were written before a constraint, or by a
  /// newer schema.
  package var illegible: [(projectID: Int64, fault: Fault)] = []
  /// Claimed, but no longer there.
  package var missing: [Int64] = []
  /// Projects with more Orders than a batch takes; each is for a transaction of its own.
  package var large: [Int64] = []
  /// How many of the Projects asked for were looked at; the rest is for another batch.
  package var taken: Int

  /// - Parameters:
  ///   - locking: takes every row that the facts come from, without waiting, so that what is decided
  ///     from them still holds when it is recorded.
  ///   - limit: how many Orders to read at most. A Project that is asked for alone is read whole.
  package init(
    of ids: [Int64], locking: Bool, limit: Int = .max, in transaction: inout Transaction
  ) throws(PostgresError) {
    taken = ids.count
    guard !ids.isEmpty else { return }
    var drafts = try Self.drafts(of: ids, locking: locking, in: &transaction)
    if ids.count > 1 { cut(ids, &drafts, to: Int64(limit)) }
    let ids = ids[..<taken].filter { !large.contains($0) }
    try Self.addOrders(to: &drafts, ids, locking: locking, in: &transaction)
    try Self.addCancellations(to: &drafts, ids, locking: locking, in: &transaction)
    if locking { missing = try Self.gone(ids, besides: drafts, in: &transaction) }
    for id in ids {
      guard let draft = drafts[id] else {
        if !missing.contains(id) { busy.append(id) }
        continue
      }
      if draft.isIncomplete {
        busy.append(id)
      } else if let fault = draft.fault {
        illegible.append((id, fault))
      } else {
        projects.append(draft.project.inOrder)
      }
    }
  }

  /// Takes as many Projects as the limit allows, large ones aside.
  private mutating func cut(_ ids: [Int64], _ drafts: inout [Int64: Draft], to limit: Int64) {
    var orders: Int64 = 0
    for (place, id) in ids.enumerated() {
      guard let count = drafts[id]?.expectedOrders else { continue }
      if count > limit {
        large.append(id)
        drafts[id] = nil
      } else if orders + count > limit {
        taken = place
        return
      } else {
        orders += count
      }
    }
  }

  /// A Project while its rows come in.
  private struct Draft {
    var project: Project
    var fault: Fault?
    var expectedOrders: Int64
    var expectedCancellations: Int64

    /// Some of its rows were passed over, because somebody else holds them.
    var isIncomplete: Bool { expectedOrders != 0 || expectedCancellations != 0 }

    mutating func add(_ order: Order, _ fault: Fault?) {
      project.orders.append(order)
      expectedOrders -= 1
      self.fault = self.fault ?? fault
    }

    /// One of its cancellations was settled; the last of them ended the Project, if it has ended.
    mutating func settled(_ effectiveAt: Instant) {
      guard project.status == .cancelled else { return }
      project.endedAt = max(effectiveAt, project.endedAt ?? .distantPast)
    }

    mutating func add(_ cancellation: Cancellation, _ fault: Fault?) {
      project.cancellations.append(cancellation)
      expectedCancellations -= 1
      self.fault = self.fault ?? fault
    }
  }

  private static func statement(_ sql: String, locking alias: String?) -> String {
    guard let alias else { return sql }
    return sql + " FOR NO KEY UPDATE OF \(alias) SKIP LOCKED"
  }

  private static func drafts(
    of ids: [Int64], locking: Bool, in transaction: inout Transaction
  ) throws(PostgresError) -> [Int64: Draft] {
    let rows = try transaction.execute(
      statement(Statement.projectFacts, locking: locking ? "p" : nil), [.int64s(ids)])
    var drafts: [Int64: Draft] = [:]
    drafts.reserveCapacity(rows.count)
    for row in 0..<rows.count {
      let id = try rows.int64(row, 0)
      var draft = Draft(
        project: .placeholder(id), expectedOrders: try rows.int64(row, 8),
        expectedCancellations: try rows.int64(row, 9))
      do throws(PostgresError) {
        (draft.project, draft.fault) = try Self.project(id, rows, row)
      } catch {
        draft.fault = .illegible(.project, id, error)
      }
      drafts[id] = draft
    }
    return drafts
  }

  private static func project(
    _ id: Int64, _ rows: borrowing Rows, _ row: Int
  ) throws(PostgresError) -> (Project, Fault?) {
    var reader = RowReader(.project, id, row)
    let project = Project(
      id: id, advertiserID: try rows.int64(row, 1), providerID: try rows.optionalInt64(row, 2),
      kind: try reader.value(rows, 3, "kind", or: .creatorContentAtScale),
      origin: try reader.value(rows, 4, "origin", or: .private),
      currency: try rows.text(row, 5), deadline: try rows.instant(row, 6),
      status: try reader.value(rows, 7, "status", or: .cancelled))
    return (project, reader.fault)
  }

  private static func addOrders(
    to drafts: inout [Int64: Draft], _ ids: [Int64], locking: Bool,
    in transaction: inout Transaction
  ) throws(PostgresError) {
    let rows = try transaction.execute(
      statement(Statement.orderFacts, locking: locking ? "o" : nil), [.int64s(ids)])
    for row in 0..<rows.count {
      let id = try rows.int64(row, 0)
      let projectID = try rows.int64(row, 1)
      do throws(PostgresError) {
        let (order, fault) = try Self.order(id, rows, row)
        drafts[projectID]?.add(order, fault)
      } catch {
        drafts[projectID]?.add(
          Order(id: id, feeMinor: 0, paidMinor: 0), .illegible(.order, id, error))
      }
    }
  }

  private static func order(
    _ id: Int64, _ rows: borrowing Rows, _ row: Int
  ) throws(PostgresError) -> (Order, Fault?) {
    var reader = RowReader(.order, id, row)
    let order = Order(
      id: id, feeMinor: try rows.int64(row, 2),
      paidMinor: try rows.int64(row, 3), manualReview: try rows.bool(row, 4),
      status: try reader.value(rows, 5, "status", or: .cancelled),
      agreedAt: try rows.instant(row, 6), deliveryStartedAt: try rows.instant(row, 7),
      contentSubmittedAt: try rows.instant(row, 8),
      reviewRequestedAt: try rows.instant(row, 9), respondedAt: try rows.instant(row, 15),
      approvedAt: try rows.instant(row, 10),
      approval: try reader.optionalValue(rows, 11, "approval"),
      completedAt: try rows.instant(row, 12), cancelledAt: try rows.instant(row, 13),
      isSettled: try rows.bool(row, 14))
    return (order, reader.fault)
  }

  private static func addCancellations(
    to drafts: inout [Int64: Draft], _ ids: [Int64], locking: Bool,
    in transaction: inout Transaction
  ) throws(PostgresError) {
    let rows = try transaction.execute(
      statement(Statement.cancellationFacts, locking: locking ? "c" : nil), [.int64s(ids)])
    for row in 0..<rows.count {
      let id = try rows.int64(row, 0)
      let projectID = try rows.int64(row, 1)
      do throws(PostgresError) {
        let (cancellation, fault) = try Self.cancellation(id, rows, row)
        drafts[projectID]?.add(cancellation, fault)
        if let effectiveAt = try rows.instant(row, 12) { drafts[projectID]?.settled(effectiveAt) }
      } catch {
        drafts[projectID]?.add(
          Cancellation(id: id, initiatedBy: .deadline, communicatedAt: .distantFuture),
          .illegible(.cancellation, id, error))
      }
    }
  }

  private static func cancellation(
    _ id: Int64, _ rows: borrowing Rows, _ row: Int
  ) throws(PostgresError) -> (Cancellation, Fault?) {
    var reader = RowReader(.cancellation, id, row)
    let cancellation = Cancellation(
      id: id,
      initiatedBy: try reader.value(rows, 2, "initiated_by", or: .deadline),
      communicatedAt: Instant(microseconds: try rows.microseconds(row, 3)),
      requestIssuedAt: try rows.instant(row, 4), advertiserAcceptedAt: try rows.instant(row, 5),
      providerAcceptedAt: try rows.instant(row, 6), declinedAt: try rows.instant(row, 7),
      withdrawnAt: try rows.instant(row, 8), disputedAt: try rows.instant(row, 9),
      disputeResolvedAt: try rows.instant(row, 10),
      status: try reader.value(rows, 11, "status", or: .escalated))
    return (cancellation, reader.fault)
  }

  /// Without a lock: those of the claimed Projects that are not there at all.
  private static func gone(
    _ ids: [Int64], besides drafts: [Int64: Draft], in transaction: inout Transaction
  ) throws(PostgresError) -> [Int64] {
    let absent = ids.filter { drafts[$0] == nil }
    guard !absent.isEmpty else { return [] }
    let rows = try transaction.execute(Statement.projectFacts, [.int64s(absent)])
    var there: Set<Int64> = []
    for row in 0..<rows.count { there.insert(try rows.int64(row, 0)) }
    return absent.filter { !there.contains($0) }
  }
}

extension Project {
  /// With its rows in the order of their keys, in which the database mostly gives them.
  fileprivate var inOrder: Project {
    var project = self
    if zip(orders, orders.dropFirst()).contains(where: { $0.id > $1.id }) {
      project.orders.sort { $0.id < $1.id }
    }
    if zip(cancellations, cancellations.dropFirst()).contains(where: { $0.id > $1.id }) {
      project.cancellations.sort { $0.id < $1.id }
    }
    return project
  }
}
