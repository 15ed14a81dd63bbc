import CLibPQ

/// The open connection of libpq, which `Connection` owns and `Transaction` borrows from it.
@safe struct Session {
  private let handle: OpaquePointer
  private let waiting: any Waiting
  /// How long a statement and a COMMIT are waited for.
  let limits: Limits
  /// The number of the server's process at the other end; libpq forgets it with the connection.
  let backendID: Int32
  private let farewell = Farewell()

  /// Connects, and waits for it.
  init(_ opening: Opening, limits: Limits) throws(PostgresError) {
    let handle = try unsafe opening.handle()
    unsafe farewell.listen(to: handle)
    backendID = unsafe PQbackendPID(handle)
    unsafe self.handle = handle
    waiting = opening.waiting
    self.limits = limits
  }

  /// Ends the connection. Nothing may be asked of the session afterwards.
  @unsafe func close() {
    unsafe PQfinish(handle)
  }

  /// What the server said last before it closed the connection on its own, if it did.
  var lastWords: String? {
    farewell.words
  }

  /// Whether libpq has noticed that the connection is lost.
  var isBroken: Bool {
    unsafe PQstatus(handle) != CONNECTION_OK
  }

  /// The socket, for whoever sleeps while nothing is asked; negative when the connection is lost.
  var socket: Int32 {
    unsafe PQsocket(handle)
  }

  /// Reads what the server has sent unasked: that it goes down, for one.
  func listen() {
    _ = unsafe PQconsumeInput(handle)
    // Only a look at the answers makes libpq take them out of its buffer.
    _ = unsafe PQisBusy(handle)
  }

  /// Whether a transaction is open.
  var phase: Phase {
    switch unsafe PQtransactionStatus(handle) {
    case PQTRANS_INTRANS, PQTRANS_INERROR: .transaction
    case PQTRANS_IDLE: .idle
    default: .lost
    }
  }

  /// Where a session stands between two statements.
  enum Phase {
    case idle, transaction, lost
  }

  /// Runs one statement with parameters; both ways, values travel in binary.
  @discardableResult
  func execute(
    _ sql: String, _ parameters: PackedParameters,
    meanwhile work: () throws(PostgresError) -> Void = {}
  ) throws(PostgresError) -> Rows {
    let isSent = unsafe parameters.withPointers { count, types, values, lengths, formats in
      unsafe PQsendQueryParams(handle, sql, count, types, values, lengths, formats, 1) == 1
    }
    var exchange = unsafe Exchange(
      handle, waiting, limit: limits.answer, givingWay: .afterGrace)
    return try unsafe exchange.finish(isSent: isSent, meanwhile: work)
  }

  /// Runs a `COPY … FROM STDIN (FORMAT binary)`.
  ///
  /// As a statement with parameters, of which it has none: after a simple one whose rows are refused,
  /// pgbouncer 1.25 keeps the server's connection for good (its issue 1471).
  func copy(
    _ sql: String, _ rows: CopyRows, meanwhile work: () throws(PostgresError) -> Void
  ) throws(PostgresError) -> Rows {
    let isSent = unsafe PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 1) == 1
    var exchange = unsafe Exchange(
      handle, waiting, limit: limits.answer, givingWay: .afterGrace)
    return try unsafe exchange.finish(isSent: isSent, copying: rows, meanwhile: work)
  }

  /// Runs several statements.
  func script(_ sql: String) throws(PostgresError) {
    try run(sql, limit: limits.answer, givingWay: .afterGrace)
  }

  /// Rolls back what there is to roll back. That this fails can only mean that the connection is
  /// lost, and the transaction with it.
  func rollBack() {
    if phase == .transaction { _ = try? end("ROLLBACK", limit: Limits.farewell) }
  }

  /// Ends a transaction with COMMIT or ROLLBACK, which nobody interrupts.
  @discardableResult
  func end(_ word: String, limit: Duration?) throws(PostgresError) -> Rows {
    try run(word, limit: limit, givingWay: .never)
  }

  @discardableResult
  private func run(
    _ sql: String, limit: Duration?, givingWay: GivingWay
  ) throws(PostgresError) -> Rows {
    let isSent = unsafe PQsendQuery(handle, sql) == 1
    var exchange = unsafe Exchange(handle, waiting, limit: limit, givingWay: givingWay)
    return try unsafe exchange.finish(isSent: isSent)
  }
}
