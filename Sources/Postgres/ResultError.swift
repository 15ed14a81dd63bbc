import CLibPQ

extension PostgresError {
  /// The error which the server reports in a result, or nil when it is not the server's. When the
  /// connection was lost with it, that is what matters about it.
  @unsafe init?(result: OpaquePointer, isLost: Bool) {
    func field(_ code: Int32) -> String? {
      unsafe PQresultErrorField(result, code).map { unsafe String(cString: $0) }
    }
    guard let sqlState = field(diagnosticSQLState), let message = field(diagnosticMessage)
    else { return nil }
    self.init(
      sqlState: sqlState,
      message: message,
      constraint: field(diagnosticConstraint),
      table: field(diagnosticTable),
      hint: field(diagnosticHint),
      kind: isLost ? .unreachable : nil)
  }
}
