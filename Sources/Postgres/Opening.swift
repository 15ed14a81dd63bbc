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
  /// - Throws: of several hosts, what each of them said; to come back later, if one of them may
  ///   be there then.
  @unsafe func handle() throws(PostgresError) -> OpaquePointer {
    if let complaint = conninfo.complaint { throw .unusable(complaint) }
    let options = try effectiveOptions()
    guard !options.hosts.isEmpty else {
      return try unsafe finish(start(), within: options.timeout)
    }
    var failures: [PostgresError] = []
    for host in options.hosts {
      try giveWay()
      for place in host.withAddresses {
        do throws(PostgresError) {
          return try unsafe finish(start(place.keywords), within: options.timeout)
        } catch {
          if error.kind == .interrupted { throw error }
          failures.append(error)
        }
      }
    }
    let worst = failures.first { $0.kind == .unreachable } ?? failures[0]
    throw PostgresError(
      sqlState: worst.sqlState, message: failures.map(\.message).joined(separator: "; "),
      hint: worst.hint,
      kind: worst.kind)
  }

  /// A resolver blocks; before and after each name there is a moment for everything else.
  private func giveWay() throws(PostgresError) {
    if waiting.wait(for: -1, [], until: .now, givingWay: .atOnce) == .interrupted {
      throw .interruptedConnecting
    }
  }

  /// What libpq would go by. It says so only of a connection, and begins one by resolving the names
  /// of all hosts, which may take long; a word that it refuses first keeps it from that.
  private func effectiveOptions() throws(PostgresError) -> EffectiveOptions {
    let handle = try unsafe start([("sslmode", "never to be connected")])
    defer { unsafe PQfinish(handle) }
    return unsafe EffectiveOptions(of: handle)
  }

  @unsafe private func start(
    _ more: [(key: String, value: String)] = []
  ) throws(PostgresError) -> OpaquePointer {
    let keywords = conninfo.keywords(applicationName: applicationName, role: role) + more
    let started = unsafe CStrings(keywords.map(\.key)).withPointers { names in
      unsafe CStrings(keywords.map(\.value)).withPointers { values in
        unsafe PQconnectStartParams(names, values, 1)
      }
    }
    guard let handle = unsafe started else { throw .unusable("libpq is out of memory") }
    return unsafe handle
  }

  @unsafe private func finish(
    _ handle: OpaquePointer, within timeout: Duration
  ) throws(PostgresError) -> OpaquePointer {
    do throws(PostgresError) {
      try unsafe poll(handle, until: .now + timeout)
      return unsafe handle
    } catch {
      unsafe PQfinish(handle)
      throw error
    }
  }

  private func poll(
    _ handle: OpaquePointer, until deadline: ContinuousClock.Instant
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
          throw .interruptedConnecting
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

extension PostgresError {
  fileprivate static let interruptedConnecting = PostgresError(
    sqlState: nil, message: "the program is to end", kind: .interrupted)
}
