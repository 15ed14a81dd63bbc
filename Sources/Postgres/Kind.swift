extension PostgresError {
  /// What a failure means to whoever called.
  package enum Kind: Sendable {
    /// There is no server, or no longer a connection to it: come back later.
    case unreachable
    /// The connection was lost between a COMMIT and its answer: the transaction was done, or was not.
    /// Only the rows can tell.
    case unanswered
    /// The program is to end, and what it waited for was cancelled.
    case interrupted
    /// Nothing is wrong but the moment: the same transaction may succeed when tried again.
    case again
    /// The database is not fit for this program: its schema, its rights, its address.
    case unusable
    /// The data of a row.
    case row
  }
}

extension PostgresError.Kind {
  /// Sorts a SQLSTATE; none at all means that no server answered.
  init(sqlState: String?, message: String) {
    guard let sqlState else {
      self = .unreachable
      return
    }
    switch sqlState {
    // The session was idle for too long; a pooler's or an administrator's time-out has ended it.
    case "25P03", "25P04": self = .unreachable
    // A COPY of another form than the table's.
    case "22P03", "22P04": self = .unusable
    case "40001", "40P01", "55P03", "57014": self = .again
    case "XX000" where message.contains("tuple concurrently "): self = .again
    default: self.init(class: sqlState.prefix(2), isShutdown: sqlState.hasPrefix("57P"))
    }
  }

  /// Sorts by the first two characters, which name a class of conditions.
  private init(class name: Substring, isShutdown: Bool) {
    switch name {
    case "08", "53", "58": self = .unreachable
    case "57" where isShutdown: self = .unreachable
    case "0A", "25", "26", "28", "34", "3D", "3F", "42": self = .unusable
    default: self = .row
    }
  }
}
