internal import Postgres
internal import SQL

/// How many rows there are of some Projects, whoever holds them.
struct RowCounts: Equatable {
  let orders: Int
  let cancellations: Int

  init(orders: Int, cancellations: Int) {
    self.orders = orders
    self.cancellations = cancellations
  }

  private init(_ rows: borrowing Rows, _ row: Int, from column: Int) throws(PostgresError) {
    orders = Int(try rows.int64(row, column))
    cancellations = Int(try rows.int64(row, column + 1))
  }

  /// Those of these Projects together.
  ///
  /// - Parameter work: what to do while the server counts.
  static func total(
    of ids: [Int64], in transaction: inout Transaction,
    meanwhile work: () throws(PostgresError) -> Void
  ) throws(PostgresError) -> RowCounts {
    try RowCounts(
      try transaction.execute(Statement.rowTotals, [.int64s(ids)], meanwhile: work), 0, from: 0)
  }

  /// Those of each of these Projects.
  static func each(
    of ids: [Int64], in transaction: inout Transaction
  ) throws(PostgresError) -> [Int64: RowCounts] {
    let rows = try transaction.execute(Statement.rowCounts, [.int64s(ids)])
    var counts: [Int64: RowCounts] = [:]
    counts.reserveCapacity(rows.count)
    for row in 0..<rows.count {
      counts[try rows.int64(row, 0)] = try RowCounts(rows, row, from: 1)
    }
    return counts
  }
}
