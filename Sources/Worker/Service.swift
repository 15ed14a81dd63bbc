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

  private var configuration: Configuration
  private let load: () throws -> Configuration
  private let manager: ServiceManager
  private let vigil: Vigil
  private var standing = Standing()
  private var absence = Absence()
  private var busySince: ContinuousClock.Instant?

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
  /// - Throws: `PostgresError` or `SchemaMismatch` when the database can't be used as it is.
  package mutating func run() throws {
    while var market = try connect() {
      do throws(PostgresError) {
        try work(in: &market)
      } catch {
        try standAside(for: error)
      }
    }
    configuration.logger.report(.stopping, "Stopped, as asked: \(standing.words)")
  }

  /// A market that is fit to work in; nil once the program is to stop.
  private mutating func connect() throws -> Market? {
    while !vigil.isStopping {
      if vigil.isReloadWanted { reload() }
      vigil.pulse()
      do {
        var market = try Market(
          database: configuration.database, password: configuration.password,
          schema: configuration.schema, role: .deciding, waiting: vigil)
        if let mismatch = try market.schemaMismatch() { throw mismatch }
        standing.held = try market.held()
        begin()
        return market
      } catch let error as PostgresError {
        try standAside(for: error)
      }
    }
    return nil
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

  /// Does passes until the program is to stop, the connection is no longer the right one, or it is
  /// lost.
  private mutating func work(in market: inout Market) throws(PostgresError) {
    var heldReadAt = ContinuousClock.now
    while !vigil.isStopping {
      if vigil.isReloadWanted, reload() { return }
      let outcome = try pass(in: &market)
      standing.add(outcome)
      // A pass that was cut short knows nothing of what comes next.
      if vigil.isReloadWanted || vigil.isStopping { continue }
      endAbsence()
      noteBusy(outcome.busy)
      if !outcome.isEmpty || heldReadAt.duration(to: .now) > .seconds(60) {
        standing.held = try market.held()
        heldReadAt = .now
      }
      vigil.pulse()
      vigil.say("Working: \(standing.words)")
      vigil.idle(until: .now + rest(after: outcome), watching: market.socket)
      if !market.isConnected() {
        throw PostgresError(
          sqlState: nil, message: "the server closed the connection", kind: .unreachable)
      }
    }
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
      .projectsBusy, "\(count) due Projects have been held by other sessions for a minute",
      ["count": .stringConvertible(count)])
  }

  /// A whole pass has been done: the database is there, whatever it was before.
  private mutating func endAbsence() {
    guard let away = absence.end() else { return }
    configuration.logger.report(
      .databaseBack, "The database is back after \(away.milliseconds) ms",
      ["away_ms": .stringConvertible(away.milliseconds)])
  }

  private mutating func pass(in market: inout Market) throws(PostgresError) -> Pass.Outcome {
    let pass = Pass(
      batchSize: configuration.batchSize, processingTime: configuration.processingTime,
      patience: 0, logger: configuration.logger)
    return try pass.run(in: &market) {
      vigil.pulse()
      return !vigil.isStopping && !vigil.isReloadWanted
    }
  }

  /// How long to rest: until something is due, or the poll interval has passed. What is due, but held
  /// by other sessions, is looked for again soon, however long the interval.
  private func rest(after outcome: Pass.Outcome) -> Duration {
    let poll = configuration.pollInterval
    guard outcome.busy == 0 else { return .microseconds(min(poll, 1_000_000)) }
    guard let next = outcome.next else { return .microseconds(poll) }
    return .microseconds(min(poll, max(next.microseconds, 0)))
  }

  /// Rests until the database may be fit again.
  ///
  /// - Throws: the error itself where time alone won't mend it.
  private mutating func standAside(for error: PostgresError) throws {
    switch error.kind {
    case .interrupted: return
    case .unanswered:
      configuration.logger.report(.commitUnanswered, error.message)
    case .unreachable, .again: break
    case .unusable:
      // Once at work, a standby in its place is a failover under way.
      guard error.sqlState == "25006", vigil.phase == .working else { throw error }
    case .row: throw error
    }
    let (delay, isNews) = absence.note(error.message)
    let place = "The database can't be worked with: \(error.message)"
    if isNews {
      configuration.logger.report(
        .databaseAway, place,
        ["reason": .string(error.message), "retry_in_ms": .stringConvertible(delay.milliseconds)])
    }
    vigil.say("\(place); next try in \(delay.milliseconds) ms")
    vigil.idle(until: .now + delay)
  }

  /// Reads the configuration again. A wrong one leaves the old one in force.
  ///
  /// - Returns: whether the database is now another one.
  @discardableResult
  private mutating func reload() -> Bool {
    defer { vigil.reloaded() }
    manager.tell(.reloading)
    defer { if vigil.phase == .working { manager.tell(.ready) } }
    do {
      let read = try load()
      let isElsewhere = read.isElsewhere(than: configuration)
      configuration = read
      configuration.logger.report(.reloaded, "Configuration read again")
      return isElsewhere
    } catch {
      configuration.logger.report(
        .reloadRefused, "The old configuration stays in force: \(error)")
      return false
    }
  }
}
