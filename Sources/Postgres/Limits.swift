/// How long a connection waits for an answer before it is given up as lost. The time to connect is
/// in the connection string (`connect_timeout`).
package struct Limits: Equatable, Sendable {
  /// What the server is to bound a statement by: whoever heads a transaction sets its
  /// `statement_timeout` to this.
  package let statement: Duration?
  /// For a COMMIT, which `statement_timeout` does not bound.
  package let commit: Duration?

  package init(statement: Duration?, commit: Duration?) {
    self.statement = statement
    self.commit = commit
  }

  package static let none = Limits(statement: nil, commit: nil)

  /// For a statement, as the client sees it: the server has had its time, and then some.
  var answer: Duration? { statement.map { $0 + .seconds(15) } }

  /// How long a server may take over a ROLLBACK or the answer to a cancel request.
  static let farewell: Duration = .seconds(2)
}
