import CLibPQ

/// An attempt to connect: host after host, each within its time, without a call that blocks for
/// longer than the resolver does.
struct Opening {
  let conninfo: Conninfo
  let applicationName: String
  let role: ConnectionRole
  let waiting: any Waiting

  /// The open connection of libpq, which the caller owns.
  ///
  /// - Throws: of several hosts' errors one that says to come back later, if there is one.
  @unsafe func handle() throws(PostgresError) -> OpaquePointer {
    if let complaint = conninfo.complaint { throw .unusable(complaint) }
    let first = try unsafe start(at: nil)
    let given = unsafe EffectiveOptions(of: first)
    guard given.hosts.count > 1 else {
      return try unsafe finish(first, within: given.timeout)
    }
    unsafe PQfinish(first)
    var failure: PostgresError?
    for host in given.hosts {
      do throws(PostgresError) {
        return try unsafe finish(start(at: host), within: given.timeout)
      } catch {
        if error.kind == .interrupted { throw error }
        if failure?.kind != .unreachable { failure = error }
      }
    }
    throw failure ?? .unusable("the connection string names no host")
  }

  @unsafe private func start(at host: EffectiveOptions.Host?) throws(PostgresError) -> OpaquePointer
  {
    let keywords = conninfo.keywords(applicationName: applicationName, role: role, at: host)
    let started = unsafe CStrings(keywords.map(\.key)).withPointers { names in
      unsafe CStrings(keywords.map(\.value)).withPointers { values in
        unsafe PQconnectStartParams(names, values, 1)
      }
    }
    guard let handle = unsafe started else { throw .unusable("libpq is out of memory") }
    return unsafe handle
  }

  @unsafe private func finish(
    _ handle: OpaquePointer, within timeout: Duration?
  ) throws(PostgresError) -> OpaquePointer {
    do throws(PostgresError) {
      try unsafe poll(handle, until: timeout.map { .now + $0 })
      return unsafe handle
    } catch {
      unsafe PQfinish(handle)
      throw error
    }
  }

  private func poll(
    _ handle: OpaquePointer, until deadline: ContinuousClock.Instant?
  ) throws(PostgresError) {
    var step = PGRES_POLLING_WRITING
    while unsafe PQstatus(handle) != CONNECTION_BAD {
      switch step {
      case PGRES_POLLING_OK:
        guard unsafe PQsetnonblocking(handle, 1) == 0 else { throw unsafe failure(of: handle) }
        return
      case PGRES_POLLING_FAILED:
        throw unsafe failure(of: handle)
      default:
        let events: SocketEvents = step == PGRES_POLLING_READING ? .input : .output
        let socket = unsafe PQsocket(handle)
        switch waiting.wait(for: socket, events, until: deadline, givingWay: .atOnce) {
        case .ready: step = unsafe PQconnectPoll(handle)
        case .late:
          throw PostgresError(
            sqlState: nil, message: "no connection in time: \(unsafe place(of: handle))",
            kind: .unreachable)
        case .interrupted:
          throw PostgresError(
            sqlState: nil, message: "the program is to end", kind: .interrupted)
        }
      }
    }
    throw unsafe failure(of: handle)
  }

  private func failure(of handle: OpaquePointer) -> PostgresError {
    ConnectFailure(message: unsafe String(cString: PQerrorMessage(handle))).error
  }

  private func place(of handle: OpaquePointer) -> String {
    let host = unsafe PQhost(handle).map { unsafe String(cString: $0) } ?? ""
    let port = unsafe PQport(handle).map { unsafe String(cString: $0) } ?? ""
    return "host \(host), port \(port)"
  }
}
