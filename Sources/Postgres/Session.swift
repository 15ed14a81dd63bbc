import CLibPQ

/// The open connection of libpq, which `Connection` owns and `Transaction` borrows from it.
@safe struct Session {
  private let handle: OpaquePointer

  /// Connects, and waits for it.
  init(_ conninfo: Conninfo, applicationName: String) throws(PostgresError) {
    if let complaint = conninfo.complaint { throw .unusable(complaint) }
    let keywords = conninfo.keywords(applicationName: applicationName)
    let opened = unsafe CStrings(keywords.map(\.key)).withPointers { names in
      unsafe CStrings(keywords.map(\.value)).withPointers { values in
        unsafe PQconnectdbParams(names, values, 1)
      }
    }
    guard let handle = unsafe opened else { throw .unusable("libpq is out of memory") }
    guard unsafe PQstatus(handle) == CONNECTION_OK, unsafe PQsetnonblocking(handle, 1) == 0 else {
      let message = unsafe String(cString: PQerrorMessage(handle))
      unsafe PQfinish(handle)
      throw ConnectFailure(message: message).error
    }
    _ = unsafe PQsetNoticeProcessor(handle, { _, _ in }, nil)
    unsafe self.handle = handle
  }

  /// Ends the connection. Nothing may be asked of the session afterwards.
  @unsafe func close() {
    unsafe PQfinish(handle)
  }

  /// Whether libpq has noticed that the connection is lost.
  var isBroken: Bool {
    unsafe PQstatus(handle) != CONNECTION_OK
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
  func execute(_ sql: String, _ parameters: [Parameter]) throws(PostgresError) -> Rows {
    let packed = try PackedParameters(parameters)
    let isSent = unsafe packed.withPointers { count, types, values, lengths, formats in
      unsafe PQsendQueryParams(handle, sql, count, types, values, lengths, formats, 1) == 1
    }
    return try unsafe Exchange(handle).finish(isSent: isSent)
  }

  /// Runs several statements.
  func script(_ sql: String) throws(PostgresError) {
    _ = try unsafe Exchange(handle).finish(isSent: PQsendQuery(handle, sql) == 1)
  }
}
