import ArgumentParser
import Store
import Worker

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Does all that is due and exits: for cron, timers and tests.")

  @OptionGroup var options: MarketOptions
  @Flag(help: "Do all that is due now, print a summary, exit.") var once = false
  @Option(help: "Projects a transaction, at most. Default: 1000.") var batchSize: String?
  @Option(help: "From a cancellation's effect until its refund is due. Default: 3d.")
  var processingTime: String?
  @Option(help: "For the long-running worker; a one-shot checks it only. Default: 1s.")
  var pollInterval: String?
  @Option(help: "auto, journal, text or json; a one-shot checks it only. Default: auto.")
  var logFormat: String?
  @Option(help: "From trace to critical; a one-shot checks it only. Default: info.")
  var logLevel: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard once else { throw ValidationError("Say --once: settled runs as a one-shot.") }
  }

  func run() throws {
    try reportingFailures {
      let settings = try options.settings([
        .batchSize: batchSize, .processingTime: processingTime, .pollInterval: pollInterval,
        .logFormat: logFormat, .logLevel: logLevel,
      ])
      let summary = try options.withMarket(settings) { market in
        let pass = Pass(batchSize: settings.batchSize, processingTime: settings.processingTime)
        let outcome = try pass.run(in: &market)
        return RunSummary(outcome, inQuarantine: try market.countQuarantine())
      }
      try emit(json ? try JSON.text(summary) : summary.text)
      if summary.busy > 0 {
        complain("\(summary.busy) due Projects are held by other sessions: run again")
        throw ExitCode(Exit.tryAgain)
      }
      if summary.inQuarantine > 0 {
        complain("\(summary.inQuarantine) in quarantine: see settled quarantine list")
        throw ExitCode(Exit.quarantined)
      }
    }
  }
}
