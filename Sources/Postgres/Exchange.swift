import CLibPQ
import Glibc

/// One question to the server and all its answers, without a call that blocks inside libpq.
@unsafe struct Exchange {
  private let handle: OpaquePointer
  private let waiting: any Waiting
  private let limit: Duration?
  private let givingWay: GivingWay
  private var deadline: ContinuousClock.Instant?
  /// Why the rest is not waited for as usual.
  private var ending: PostgresError?
  /// The end of a request to cancel, which is on its way until then, and how long it is waited for.
  private var request: (end: Int32, deadline: ContinuousClock.Instant)?

  /// - Parameter limit: after how long without all of the answers the connection is given up.
  init(_ handle: OpaquePointer, _ waiting: any Waiting, limit: Duration?, givingWay: GivingWay) {
    unsafe self.handle = handle
    unsafe self.waiting = waiting
    unsafe self.limit = limit
    unsafe self.givingWay = givingWay
    unsafe deadline = limit.map { .now + $0 }
  }

  /// Sends what is left to send and collects the answers: the last one, or the first error. An
  /// error may follow a success, when it is the commit that fails.
  ///
  /// - Parameters:
  ///   - rows: what a COPY asks for.
  ///   - work: what to do while the server is at it; a COPY's rows go off before, since a server that
  ///     waits for them hears of no time-out and of no request to cancel. If it fails, so does the
  ///     exchange, once the answers are there.
  mutating func finish(
    isSent: Bool, copying rows: CopyRows? = nil,
    meanwhile work: () throws(PostgresError) -> Void = {}
  ) throws(PostgresError) -> Rows {
    guard isSent else { throw unsafe failure }
    unsafe flush()
    var rows = rows
    var ownError = rows == nil ? unsafe Self.failure(of: work) : nil
    var last: OpaquePointer?
    var error: PostgresError?
    while let result = unsafe nextResult() {
      if let wanted = rows, unsafe PQresultStatus(result) == PGRES_COPY_IN {
        unsafe PQclear(result)
        rows = nil
        unsafe feed(wanted)
        unsafe ownError = Self.failure(of: work)
        continue
      }
      if error == nil { error = unsafe failure(in: result) }
      unsafe PQclear(last)
      unsafe last = result
    }
    unsafe seeRequestOff()
    // What was cancelled too late is over all the same: no COMMIT may meet the request on its way.
    if let error = unsafe ending ?? error ?? ownError {
      unsafe PQclear(last)
      throw error
    }
    guard let last = unsafe last else { throw unsafe failure }
    return unsafe Rows(owning: last)
  }

  private static func failure(of work: () throws(PostgresError) -> Void) -> PostgresError? {
    do throws(PostgresError) { try work() } catch { return error }
    return nil
  }

  /// Writes until libpq has nothing left, and reads meanwhile: a server which cannot get rid of its
  /// answers reads no further. Whatever fails here is told by the result which follows.
  private mutating func flush() {
    while unsafe PQflush(handle) == 1 {
      let ready = unsafe wait(for: [.input, .output])
      if ready.contains(.input), unsafe PQconsumeInput(handle) == 0 { return }
      if ready.isEmpty { return }
    }
  }

  /// Sends the rows that the server has asked for, unless they are no longer wanted. Whatever fails
  /// here, or the server has to say about them, is told by the result which follows.
  private mutating func feed(_ rows: CopyRows) {
    let isWhole = unsafe rows.forEachPortion { start, count in
      guard unsafe ending == nil, unsafe PQputCopyData(handle, start, count) == 1
      else { return false }
      unsafe flush()
      return true
    }
    _ = unsafe PQputCopyEnd(handle, isWhole ? nil : "the rows could not be sent")
    unsafe flush()
  }

  private mutating func nextResult() -> OpaquePointer? {
    while unsafe PQisBusy(handle) == 1 {
      if unsafe wait(for: .input).isEmpty || PQconsumeInput(handle) == 0 { break }
    }
    return unsafe PQgetResult(handle)
  }

  /// Sleeps until the socket is ready, and says for what; nothing when there is no socket any more.
  private mutating func wait(for events: SocketEvents) -> SocketEvents {
    while true {
      let socket = unsafe PQsocket(handle)
      guard socket >= 0 else { return [] }
      let way: GivingWay = unsafe ending == nil ? givingWay : .never
      switch unsafe waiting.wait(for: socket, events, until: deadline, givingWay: way) {
      case .ready(let ready): return ready
      case .late: unsafe giveUp(socket)
      case .interrupted: unsafe cancel()
      }
    }
  }

  /// The program is to end: the server is asked to stop, and gets a moment to say that it did.
  private mutating func cancel() {
    unsafe ending = PostgresError(
      sqlState: "57014", message: "cancelled, because the program is to end", kind: .interrupted)
    let limit = ContinuousClock.now + Limits.farewell
    unsafe deadline = limit
    unsafe request = CancelRequest(of: handle)?.send().map { ($0, limit) }
  }

  /// Waits until the request to cancel has come to its end. A program that ends before it leaves a
  /// pooler with half of it: pgbouncer 1.18 dies of that.
  private mutating func seeRequestOff() {
    guard let (end, limit) = unsafe request else { return }
    _ = unsafe waiting.wait(for: end, .input, until: limit, givingWay: .never)
    close(end)
    unsafe request = nil
  }

  /// No answer: the connection is cut, so that libpq and everybody after it finds it lost.
  private mutating func giveUp(_ socket: Int32) {
    if unsafe ending == nil, let limit = unsafe limit {
      unsafe ending = PostgresError(
        sqlState: nil, message: "the server has not answered for \(limit.components.seconds) s",
        kind: .unreachable)
    }
    unsafe deadline = nil
    shutdown(socket, Int32(SHUT_RDWR))
  }

  /// What went wrong according to a result, or nil when nothing did.
  private mutating func failure(in result: OpaquePointer) -> PostgresError? {
    switch unsafe PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
      return nil
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
      unsafe refuseCopy()
      return .unusable("the statement is a COPY, for which there are no rows")
    default:
      return unsafe PostgresError(result: result, isLost: PQstatus(handle) != CONNECTION_OK)
        ?? failure
    }
  }

  /// Ends a COPY which nobody means to feed or to read, so that the answers can come to an end.
  private mutating func refuseCopy() {
    _ = unsafe PQputCopyEnd(handle, "there are no rows for it")
    unsafe flush()
    var line: UnsafeMutablePointer<CChar>?
    while unsafe PQgetCopyData(handle, &line, 0) > 0 { unsafe PQfreemem(line) }
  }

  /// What libpq itself has to complain about.
  private var failure: PostgresError {
    let isLost = unsafe PQstatus(handle) != CONNECTION_OK
    let words = unsafe String(cString: PQerrorMessage(handle))
    // The lines after the first are advice, and what libpq tried in vain after that.
    let message = words.split(whereSeparator: \.isNewline).first.map(String.init) ?? "no answer"
    return PostgresError(sqlState: nil, message: message, kind: isLost ? .unreachable : .unusable)
  }
}
