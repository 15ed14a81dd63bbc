/// What went wrong between this process and PostgreSQL.
///
/// It keeps the primary message and the names of things, and never the DETAIL of the server, which
/// quotes rows: an error may be logged as it stands.
package struct PostgresError: Error, Equatable {
  /// The five characters of the server, or nil when the failure is on the client's side.
  package let sqlState: String?
  /// The primary message, on one line.
  package let message: String
  /// The constraint which was violated.
  package let constraint: String?
  /// The table which the error is about.
  package let table: String?
  /// What the server advises.
  package let hint: String?
  /// What the failure means to whoever called.
  package let kind: Kind

  /// Describes a failure; without a `kind`, its SQLSTATE decides.
  package init(
    sqlState: String?, message: String, constraint: String? = nil, table: String? = nil,
    hint: String? = nil, kind: Kind? = nil
  ) {
    self.sqlState = sqlState
    self.message = message.onOneLine
    self.constraint = constraint
    self.table = table
    self.hint = hint?.onOneLine
    self.kind = kind ?? Kind(sqlState: sqlState, message: message)
  }

  /// A result, a connection or a call which is not what this program was written for.
  static func unusable(_ message: String) -> PostgresError {
    PostgresError(sqlState: nil, message: message, kind: .unusable)
  }
}

extension PostgresError: CustomStringConvertible {
  /// The message, and the names which help to find the cause.
  package var description: String {
    var facts: [String] = []
    if let sqlState { facts.append("SQLSTATE \(sqlState)") }
    if let constraint { facts.append("constraint \(constraint)") }
    if let table { facts.append("table \(table)") }
    let named = facts.isEmpty ? message : "\(message) (\(facts.joined(separator: ", ")))"
    return hint.map { "\(named). Hint: \($0)" } ?? named
  }
}

extension String {
  /// The same words, with every run of line ends, tabs and spaces made one space.
  var onOneLine: String {
    split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
