/// A transaction under way. Only `Connection.transaction` makes one, lends it out, and ends it.
package struct Transaction: ~Copyable {
  private let session: Session
  private var failure: PostgresError?

  /// What a transaction sees of what others commit meanwhile.
  package enum View: String {
    /// Each of its statements sees what was committed before it.
    case latest = "READ COMMITTED"
    /// All of them see one state, and write nothing.
    case one = "REPEATABLE READ READ ONLY"
  }

  /// Begins a transaction in a session which has none.
  init(beginningIn session: Session, seeing view: View) throws(PostgresError) {
    if session.phase == .transaction {
      throw .unusable("a transaction is already in progress")
    }
    do throws(PostgresError) {
      try session.execute("BEGIN ISOLATION LEVEL \(view.rawValue)", PackedParameters([]))
    } catch {
      // It may have been cancelled too late.
      session.rollBack()
      throw error
    }
    self.session = session
  }

  /// Runs one statement.
  ///
  /// - Parameter work: what there is to do in this program while the server is at it. If it fails, so
  ///   does the statement, once it has been answered.
  @discardableResult
  package mutating func execute(
    _ sql: String, _ parameters: [Parameter] = [],
    meanwhile work: () throws(PostgresError) -> Void = {}
  ) throws(PostgresError) -> Rows {
    do throws(PostgresError) {
      return try session.execute(sql, PackedParameters(parameters), meanwhile: work)
    } catch {
      failure = error
      throw error
    }
  }

  /// Runs a `COPY … FROM STDIN (FORMAT binary)` of some rows.
  ///
  /// - Parameter work: what there is to do in this program while the server takes what it was sent.
  @discardableResult
  package mutating func copy(
    _ sql: String, _ rows: CopyRows, meanwhile work: () throws(PostgresError) -> Void = {}
  ) throws(PostgresError) -> Rows {
    do throws(PostgresError) {
      return try session.copy(sql, rows, meanwhile: work)
    } catch {
      failure = error
      throw error
    }
  }

  /// Runs several statements and forgets their results.
  package mutating func script(_ sql: String) throws(PostgresError) {
    do throws(PostgresError) {
      try session.script(sql)
    } catch {
      failure = error
      throw error
    }
  }

  /// Commits. The server answers a COMMIT of an aborted transaction with ROLLBACK and no error, and
  /// then the error which aborted it is thrown, although somebody has caught it before.
  ///
  /// - Throws: `unanswered` when the connection was lost meanwhile, whatever the server said last: it
  ///   may have committed all the same.
  func commit() throws(PostgresError) {
    if session.phase == .idle {
      throw .unusable("the transaction was ended by a statement of its own")
    }
    let answer: Rows
    do throws(PostgresError) {
      answer = try session.end("COMMIT", limit: session.limits.commit)
    } catch {
      throw session.isBroken ? error.unanswered : error
    }
    if answer.tag != "COMMIT" {
      throw failure ?? PostgresError(sqlState: "25P02", message: "the transaction was aborted")
    }
  }

  /// Rolls back what there is to roll back.
  func rollBack() {
    session.rollBack()
  }
}

extension PostgresError {
  /// The same failure, when it came between a COMMIT and its answer.
  fileprivate var unanswered: PostgresError {
    PostgresError(
      sqlState: sqlState, message: "COMMIT had no answer: \(message)", kind: .unanswered)
  }
}
