import CLibPQ
import Glibc

/// One question to the server and all its answers, without a call that blocks inside libpq.
@unsafe struct Exchange {
  private let handle: OpaquePointer

  init(_ handle: OpaquePointer) {
    unsafe self.handle = handle
  }

  /// Sends what is left to send and collects the answers: the last one, or the first error. An
  /// error may follow a success, when it is the commit that fails.
  func finish(isSent: Bool) throws(PostgresError) -> Rows {
    guard isSent else { throw unsafe failure }
    unsafe flush()
    var last: OpaquePointer?
    var error: PostgresError?
    while let result = unsafe nextResult() {
      if error == nil { error = unsafe failure(in: result) }
      unsafe PQclear(last)
      unsafe last = result
    }
    if let error {
      unsafe PQclear(last)
      throw error
    }
    guard let last = unsafe last else { throw unsafe failure }
    return unsafe Rows(owning: last)
  }

  /// Writes until libpq has nothing left, and reads meanwhile: a server which cannot get rid of its
  /// answers reads no further. Whatever fails here is told by the result which follows.
  private func flush() {
    while unsafe PQflush(handle) == 1 {
      let events = unsafe wait(for: Int16(POLLIN | POLLOUT))
      if events & Int16(POLLIN) != 0, unsafe PQconsumeInput(handle) == 0 { return }
      if events == 0 { return }
    }
  }

  private func nextResult() -> OpaquePointer? {
    while unsafe PQisBusy(handle) == 1 {
      if unsafe wait(for: Int16(POLLIN)) == 0 || PQconsumeInput(handle) == 0 { break }
    }
    return unsafe PQgetResult(handle)
  }

  /// Sleeps until the socket is ready, and says for what; 0 when there is no socket any more.
  private func wait(for events: Int16) -> Int16 {
    var descriptor = pollfd(fd: unsafe PQsocket(handle), events: events, revents: 0)
    guard descriptor.fd >= 0 else { return 0 }
    while unsafe poll(&descriptor, 1, -1) < 0 {
      guard errno == EINTR else { return 0 }
    }
    return descriptor.revents
  }

  /// What went wrong according to a result, or nil when nothing did.
  private func failure(in result: OpaquePointer) -> PostgresError? {
    switch unsafe PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
      return nil
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
      unsafe refuseCopy()
      return .unusable("COPY is not supported")
    default:
      return unsafe PostgresError(result: result, isLost: PQstatus(handle) != CONNECTION_OK)
        ?? failure
    }
  }

  /// Ends a COPY which nobody means to feed or to read, so that the answers can come to an end.
  private func refuseCopy() {
    _ = unsafe PQputCopyEnd(handle, "COPY is not supported")
    unsafe flush()
    var line: UnsafeMutablePointer<CChar>?
    while unsafe PQgetCopyData(handle, &line, 0) > 0 { unsafe PQfreemem(line) }
  }

  /// What libpq itself has to complain about.
  private var failure: PostgresError {
    let isLost = unsafe PQstatus(handle) != CONNECTION_OK
    let message = unsafe String(cString: PQerrorMessage(handle))
    return PostgresError(sqlState: nil, message: message, kind: isLost ? .unreachable : .unusable)
  }
}
