/// One connection to PostgreSQL, which has one owner and ends with it.
package struct Connection: ~Copyable {
  private let session: Session

  /// Connects to the database which `conninfo` names, and which the environment of libpq names when
  /// it is empty.
  ///
  /// - Parameters:
  ///   - password: for where `conninfo` holds none; empty for none.
  ///   - waiting: how to sleep while the server works.
  package init(
    _ conninfo: String, password: String = "", applicationName: String,
    role: ConnectionRole = .reading, limits: Limits = .none,
    waiting: any Waiting = PlainWaiting()
  ) throws(PostgresError) {
    session = try Session(
      Opening(
        conninfo: Conninfo(text: conninfo, password: password), applicationName: applicationName,
        role: role, waiting: waiting),
      limits: limits)
  }

  deinit {
    unsafe session.close()
  }

  /// Says what is wrong with a connection string, or nil when it can be used.
  package static func check(conninfo: String) -> String? {
    Conninfo(text: conninfo).complaint
  }

  /// Whether the connection is lost. One which is not known to be lost may be so all the same.
  package var isBroken: Bool {
    session.isBroken
  }

  /// The socket, for whoever sleeps while nothing is asked; negative when the connection is lost.
  package var socket: Int32 {
    session.socket
  }

  /// The number of the server's process at the other end, as `pg_stat_activity` has it.
  package var backendID: Int32 {
    session.backendID
  }

  /// What the server said before it closed the connection on its own, if it did.
  package var lastWords: String? {
    session.lastWords
  }

  /// Reads what the server has sent unasked, after which `isBroken` knows whether it went down.
  package mutating func listen() {
    session.listen()
  }

  /// Runs one statement, by itself a transaction.
  @discardableResult
  package mutating func execute(
    _ sql: String, _ parameters: [Parameter] = []
  ) throws(PostgresError) -> Rows {
    try session.execute(sql, PackedParameters(parameters))
  }

  /// Runs several statements, together a transaction unless they say otherwise, and forgets their
  /// results.
  package mutating func script(_ sql: String) throws(PostgresError) {
    try session.script(sql)
  }

  /// Runs `body` within a transaction, which is committed when it returns and rolled back when it
  /// throws.
  ///
  /// The connection belongs to the transaction for as long: to use it inside `body`, to nest a
  /// second transaction too, does not compile.
  package mutating func transaction<Result: ~Copyable>(
    seeing view: Transaction.View = .latest,
    _ body: (inout Transaction) throws(PostgresError) -> Result
  ) throws(PostgresError) -> Result {
    var transaction = try Transaction(beginningIn: session, seeing: view)
    do throws(PostgresError) {
      let result = try body(&transaction)
      try transaction.commit()
      return result
    } catch {
      transaction.rollBack()
      throw error
    }
  }
}

/// libpq lets a connection wander between threads as long as two do not use it at once, and a value
/// which cannot be copied, and which only its owner can mutate, sees to that.
extension Connection: @unchecked Sendable {}
