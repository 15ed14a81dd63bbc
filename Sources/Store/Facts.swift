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
  ///   - work: what to do with the Projects while the server counts their rows. A Project may still lack
  ///     some that somebody else holds; then it is not among `projects` afterwards. The others are, in
  ///     the same order.
  package init(
    of ids: [Int64], locking: Bool, limit: Int? = nil, in transaction: inout Transaction,
    meanwhile work: ([Project]) -> Void = { _ in }
  ) throws(PostgresError) {
    taken = ids.count
    guard !ids.isEmpty else { return }
    let projectRows = try transaction.execute(
      Self.statement(Statement.projectFacts, locking: locking ? "p" : nil), [.int64s(ids)])
    var drafts = Drafts()
    // While the server looks for the next rows, the last ones are read.
    let limit = ids.count > 1 ? limit : nil
    var orderRows = try Self.orderRows(
      of: ids, locking, limit: limit.map { $0 + 1 }, in: &transaction
    ) { () throws(PostgresError) in try drafts.addProjects(projectRows) }
    var ids = ids
    if let limit, orderRows.count > limit {
      cut(ids, try RowCounts.each(of: ids, in: &transaction), to: limit)
      ids = ids[..<taken].filter { !large.contains($0) }
      orderRows = try Self.orderRows(of: ids, locking, limit: nil, in: &transaction)
    }
    let cancellationRows = try transaction.execute(
      Self.statement(Statement.cancellationFacts, locking: locking ? "c" : nil), [.int64s(ids)]
    ) { () throws(PostgresError) in try drafts.addOrders(orderRows) }
    // Rows that somebody else holds are passed over. What was read is held, so that all there is has
    // been read if there is no more than that; only otherwise is it counted for each Project.
    let total = try RowCounts.total(of: ids, in: &transaction) { () throws(PostgresError) in
      try drafts.addCancellations(cancellationRows)
      projects = ids.compactMap { drafts[$0]?.legible }
      work(projects)
    }
    let read = RowCounts(orders: orderRows.count, cancellations: cancellationRows.count)
    if read != total {
      let counts = try RowCounts.each(of: ids, in: &transaction)
      let isBusy = { (id: Int64) in drafts[id].map { $0.counts != counts[id] } ?? false }
      busy = ids.filter(isBusy)
      projects.removeAll { isBusy($0.id) }
    }
    for id in ids {
      guard let fault = drafts[id]?.fault, !busy.contains(id) else { continue }
      illegible.append((id, fault))
    }
    let absent = ids.filter { drafts[$0] == nil }
    if locking { missing = try Self.gone(absent, in: &transaction) }
    busy += absent.filter { !missing.contains($0) }
  }

  /// Takes as many Projects as the limit allows, large ones aside.
  private mutating func cut(_ ids: [Int64], _ counts: [Int64: RowCounts], to limit: Int) {
    var orders = 0
    for (place, id) in ids.enumerated() {
      guard let count = counts[id]?.orders else { continue }
      if count > limit {
        large.append(id)
      } else if orders + count > limit {
        taken = place
        return
      } else {
        orders += count
      }
    }
  }

  private static func orderRows(
    of ids: [Int64], _ locking: Bool, limit: Int?, in transaction: inout Transaction,
    meanwhile work: () throws(PostgresError) -> Void = {}
  ) throws(PostgresError) -> Rows {
    try transaction.execute(
      statement(Statement.orderFacts, locking: locking ? "o" : nil),
      [.int64s(ids), .int64(limit.map(Int64.init))], meanwhile: work)
  }

  private static func statement(_ sql: String, locking alias: String?) -> String {
    guard let alias else { return sql }
    return sql + " FOR NO KEY UPDATE OF \(alias) SKIP LOCKED"
  }

  /// Without a lock: those of the claimed Projects that are not there at all.
  private static func gone(
    _ absent: [Int64], in transaction: inout Transaction
  ) throws(PostgresError) -> [Int64] {
    guard !absent.isEmpty else { return [] }
    let rows = try transaction.execute(Statement.projectFacts, [.int64s(absent)])
    var there: Set<Int64> = []
    for row in 0..<rows.count { there.insert(try rows.int64(row, 0)) }
    return absent.filter { !there.contains($0) }
  }
}
