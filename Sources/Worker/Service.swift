internal import Log
package import Logging
internal import Policy
internal import Postgres
internal import Store
package import Systemd

/// The long-running worker: it connects, does passes for as long as it is wanted, and sleeps between
/// them. A database that is away, or that can't decide just now, is waited for.
package struct Service {
  /// What a service goes by; read again on SIGHUP.
  package struct Configuration: Sendable {
    package let database: String
    package let password: String
    package let schema: String
    package let batchSize: Int
    /// Microseconds.
    package let pollInterval: Int64
    /// Microseconds.
    package let processingTime: Int64
    package let logger: Logger

    package init(
      database: String, password: String, schema: String, batchSize: Int, pollInterval: Int64,
      processingTime: Int64, logger: Logger
    ) {
      self.database = database
      self.password = password
      self.schema = schema
      self.batchSize = batchSize
      self.pollInterval = pollInterval
      self.processingTime = processingTime
      self.logger = logger
    }

    fileprivate func isElsewhere(than other: Configuration) -> Bool {
      (database, password, schema) != (other.database, other.password, other.schema)
    }
  }

  /// How long a start may take, since the machine's may wait for it. Then it is the service manager's
  /// to start anew.
  private static let longestStart: Duration = .seconds(120)

  private var configuration: Configuration
  private let load: () throws -> Configuration
  private let manager: ServiceManager
  private let vigil: Vigil
  private let startedAt = ContinuousClock.now
  private var standing = Standing()
  private var absence = Absence()
  private var busySince: ContinuousClock.Instant?
  /// The server's process whose answer to a COMMIT was not waited for.
  private var committing: Int64?

  /// - Parameter load: reads the configuration, at a reload.
  package init(
    _ configuration: Configuration, manager: ServiceManager, vigil: Vigil,
    load: @escaping () throws -> Configuration
  ) {
    self.configuration = configuration
    self.manager = manager
    self.vigil = vigil
    self.load = load
  }

  /// Works until it is asked to stop.
  ///
  /// - Throws: `PostgresError` or `SchemaMismatch` when the database can't be used as it is, or is
  ///   not there at the start.
  package mutating func run() throws {
    vigil.say("Connecting to the database")
    while var market = try connect() {
      do throws(PostgresError) {
        try work(in: &market)
      } catch {
        if error.kind == .unanswered { committing = market.serverProcess }
        try standAside(for: error.explained(by: market.lastWords))
      }
    }
    configuration.logger.report(.stopping, "Stopped, as asked: \(standing.done)")
  }

  /// A market that is fit to work in; nil once the program is to stop.
  private mutating func connect() throws -> Market? {
    while !vigil.isStopping {
      if vigil.isReloadWanted { reload() }
      vigil.pulse()
      do {
        let market = try open(configuration)
        begin()
        return market
      } catch let error as PostgresError {
        if vigil.phase == .starting, startedAt.duration(to: .now) > Self.longestStart {
          throw error
        }
        try standAside(for: error)
      }
    }
    return nil
  }

  /// Connects, and looks whether one can work there.
  private mutating func open(_ configuration: Configuration) throws -> Market {
    var market = try Market(
      database: configuration.database, password: configuration.password,
      schema: configuration.schema, role: .deciding, waiting: vigil)
    if let mismatch = try market.schemaMismatch() { throw mismatch }
    if let process = committing, try market.isCommitting(process) {
      throw PostgresError(
        sqlState: nil,
        message: "an earlier COMMIT (process \(process) of the server) has not come to its end yet:"
          + " does it wait for a standby?",
        kind: .unreachable)
    }
    committing = nil
    try market.rehearse()
    standing.held = try market.held()
    return market
  }

  /// The start is over once there is a database to work in.
  private func begin() {
    guard vigil.phase == .starting else { return }
    vigil.begin()
    configuration.logger.report(
      .ready,
      "Ready: schema “\(configuration.schema)”, a look at what is due every"
        + " \(configuration.pollInterval / 1000) ms at least")
    manager.tell(.ready)
  }

  /// Does passes until the program is to stop, or the connection is lost.
  private mutating func work(in market: inout Market) throws(PostgresError) {
    var heldReadAt = ContinuousClock.now
    while !vigil.isStopping {
      if vigil.isReloadWanted { reload(&market) }
      let start = ContinuousClock.now
      let outcome = try pass(in: &market)
      if !outcome.isComplete { continue }
      absence.recover()
      standing.look(outcome)
      noteBusy(outcome.busy)
      if !outcome.isEmpty || heldReadAt.duration(to: .now) > .seconds(60) {
        standing.held = try market.held()
        heldReadAt = .now
      }
      vigil.say("Working: \(standing.words)")
      let nextPass = outcome.nextPass(
        pollInterval: .microseconds(configuration.pollInterval), began: start, ended: .now)
      vigil.idle(until: nextPass, watching: market.socket)
      if !market.isConnected() {
        throw PostgresError(
          sqlState: nil, message: market.lastWords ?? "the server closed the connection",
          kind: .unreachable)
      }
    }
  }

  private mutating func pass(in market: inout Market) throws(PostgresError) -> Pass.Outcome {
    let pass = Pass(
      batchSize: configuration.batchSize, processingTime: configuration.processingTime,
      patience: 0, logger: configuration.logger)
    return try pass.run(in: &market) { tally in
      vigil.pulse()
      endAbsence()
      if tally != Tally() {
        standing.add(tally)
        vigil.say("Working: \(standing.done)")
      }
      return !vigil.isStopping && !vigil.isReloadWanted
    }
  }

  /// A batch has come to its end: the database is there, whatever it was before.
  private mutating func endAbsence() {
    guard let away = absence.end() else { return }
    configuration.logger.report(
      .databaseBack, "The database is back after \(away.milliseconds) ms",
      ["away_ms": .stringConvertible(away.milliseconds)])
  }

  /// Says so when others have held due Projects for a minute, and for each minute more.
  private mutating func noteBusy(_ count: Int) {
    guard count > 0 else {
      busySince = nil
      return
    }
    guard let since = busySince else {
      busySince = .now
      return
    }
    guard since.duration(to: .now) > .seconds(60) else { return }
    busySince = .now
    configuration.logger.report(
      .projectsBusy,
      "\(count) due Projects have been left for a minute, held by other sessions or too slow",
      ["count": .stringConvertible(count)])
  }

  /// Rests until the database may be fit again.
  ///
  /// - Throws: the error itself where time alone won't mend it.
  private mutating func standAside(for error: PostgresError) throws {
    switch error.kind {
    case .interrupted: return
    case .unreachable, .unanswered, .again: break
    case .unusable:
      // Once at work, a standby in its place is a failover under way.
      guard error.sqlState == "25006", vigil.phase == .working else { throw error }
    case .row: throw error
    }
    let (delay, isNews) = absence.note(error.message)
    let place = "The database can't be worked with: \(error.message)"
    if error.kind == .unanswered {
      configuration.logger.report(.commitUnanswered, error.message)
    } else if isNews {
      configuration.logger.report(
        .databaseAway, place,
        ["reason": .string(error.message), "retry_in_ms": .stringConvertible(delay.milliseconds)])
    }
    vigil.say("\(place); next try in \(delay.milliseconds) ms")
    vigil.idle(until: .now + delay)
  }
}

extension Service {
  /// Reads the configuration again, for a market that is at work. A wrong one leaves the old one in
  /// force, and so does one that names a database where one can't work.
  private mutating func reload(_ market: inout Market) {
    reload { service, read throws in
      if read.isElsewhere(than: service.configuration) { market = try service.open(read) }
    }
  }

  /// Reads the configuration again while there is no database to work in.
  private mutating func reload() {
    reload { _, _ throws in }
  }

  private mutating func reload(
    _ check: (inout Service, Configuration) throws -> Void
  ) {
    if vigil.phase == .working { manager.tell(.reloading) }
    do {
      let read = try load()
      try check(&self, read)
      configuration = read
      configuration.logger.report(.reloaded, "Configuration read again")
    } catch {
      configuration.logger.report(
        .reloadRefused, "The old configuration stays in force: \(error)")
    }
    vigil.reloaded()
    if vigil.phase == .working { manager.tell(.ready) }
  }
}

extension PostgresError {
  /// The same loss of a connection, in the words with which the server announced it, if it did.
  fileprivate func explained(by words: String?) -> PostgresError {
    guard kind == .unreachable, let words else { return self }
    return PostgresError(sqlState: sqlState, message: words, kind: kind)
  }
}
