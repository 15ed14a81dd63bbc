import ArgumentParser
import Log
import Logging
import Postgres
import Store
import Systemd
import Worker

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Does all that is due, whenever it falls due; with --once, does it now and exits.",
    discussion: """
      Without --once it runs until SIGTERM or SIGINT, waits for a database that is away, reads its \
      configuration again on SIGHUP, and says in the log what it does. systemd is told of its state.

      With --once it prints a summary, for cron, timers and tests. It logs each event besides where \
      standard error is the journal, or where --log-format or --log-level is set.
      """)

  @OptionGroup var options: MarketOptions
  @Flag(help: "Do all that is due now, print a summary, exit.") var once = false
  @Option(help: "Projects a transaction, at most, and ten Orders for each. Default: 1000.")
  var batchSize: String?
  @Option(help: "From a cancellation's effect until its refund is due. Default: 3d.")
  var processingTime: String?
  @Option(help: "How long to wait at most when nothing is due. Default: 1s.")
  var pollInterval: String?
  @Option(help: "auto, journal, text or json. Default: auto.") var logFormat: String?
  @Option(help: "From trace to critical. Default: info.") var logLevel: String?
  @Flag(help: "With --once: print JSON.") var json = false

  func validate() throws {
    if json, !once { throw ValidationError("--json prints the summary of run --once: say --once.") }
  }

  private func settings() throws -> Settings {
    try options.settings([
      .batchSize: batchSize, .processingTime: processingTime, .pollInterval: pollInterval,
      .logFormat: logFormat, .logLevel: logLevel,
    ])
  }

  func run() throws {
    guard once else { return try serve() }
    try reportingFailures {
      let settings = try settings()
      let summary = try options.withMarket(settings, role: .deciding) { market in
        let pass = Pass(
          batchSize: settings.batchSize, processingTime: settings.processingTime,
          logger: settings.oneShotLogger)
        let outcome = try pass.run(in: &market)
        return RunSummary(outcome, inQuarantine: try market.countQuarantine())
      }
      try emit(json ? try JSON.text(summary) : summary.text)
      if summary.busy > 0 {
        complain(
          "\(summary.busy) due Projects are left, held by other sessions or too slow: run again")
        throw ExitCode(Exit.tryAgain)
      }
      if summary.inQuarantine > 0 {
        complain("\(summary.inQuarantine) in quarantine: see settled quarantine list")
        throw ExitCode(Exit.quarantined)
      }
    }
  }

  /// Runs as a service, which says what went wrong in its log.
  private func serve() throws {
    let manager = ServiceManager()
    let vigil = Vigil(manager, Signals())
    var logger = Logger(format: .auto, level: .info)
    do {
      let configuration = try settings().serviceConfiguration
      logger = configuration.logger
      var service = Service(configuration, manager: manager, vigil: vigil) {
        do {
          return try settings().serviceConfiguration
        } catch {
          throw Failure(error)
        }
      }
      try service.run()
    } catch {
      let failure = Failure(error)
      // Why it ends is said at any level.
      logger.logLevel = min(logger.logLevel, .error)
      logger.report(
        .failed, failure.message, ["exit_code": .stringConvertible(failure.code)])
      manager.tell(.status(failure.message))
      throw ExitCode(failure.code)
    }
  }
}

extension Settings {
  /// A one-shot has its summary; events go to the journal, or where somebody wants them.
  fileprivate var oneShotLogger: Logger {
    saysHowToLog || Journal.holdsStandardError
      ? Logger(format: logFormat, level: logLevel) : .silent
  }

  fileprivate var serviceConfiguration: Service.Configuration {
    Service.Configuration(
      database: database, password: password, schema: schema, batchSize: batchSize,
      pollInterval: pollInterval, processingTime: processingTime,
      logger: Logger(format: logFormat, level: logLevel))
  }
}
