internal import Postgres

/// A statement of a batch, and exactly how many rows it is meant for.
struct Change {
  private enum Values {
    case parameters([Parameter])
    case rows(CopyRows)
  }

  let count: Int
  private let sql: String
  private let values: Values

  /// - Parameter count: how many rows it is to reach.
  init(_ sql: String, _ parameters: [Parameter], reaching count: Int) {
    self.sql = sql
    self.count = count
    values = .parameters(parameters)
  }

  /// A COPY of these rows.
  init(_ sql: String, _ rows: CopyRows) {
    self.sql = sql
    count = rows.count
    values = .rows(rows)
  }

  /// Runs it, if there is anything to reach.
  ///
  /// - Parameter work: what else there is to do in this program while the server is at it.
  func run(
    in transaction: inout Transaction, meanwhile work: () throws(PostgresError) -> Void = {}
  ) throws(PostgresError) {
    guard count > 0 else { return }
    let affected =
      switch values {
      case .parameters(let parameters):
        try transaction.execute(sql, parameters, meanwhile: work).affected
      case .rows(let rows):
        try transaction.copy(sql, rows, meanwhile: work).affected
      }
    guard affected == count else {
      let purpose = sql.split(separator: "\n").first ?? ""
      throw PostgresError(
        sqlState: "P0004",
        message: "a statement reached \(affected) rows instead of \(count): \(purpose)")
    }
  }
}
