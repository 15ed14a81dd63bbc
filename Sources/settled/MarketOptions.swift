import ArgumentParser
import Postgres
import Store

/// The options that every command takes.
struct MarketOptions: ParsableArguments {
  @Option(help: "A libpq keyword string or URI. Default: libpq's environment (PGHOST, …).")
  var database: String?

  @Option(help: "The market's schema. Default: settled.")
  var schema: String?

  @Option(help: "The configuration file. Default: /etc/settled/settled.conf if it is there.")
  var config: String?

  /// The settings, with those of the command line first.
  func settings(_ more: [Setting: String?] = [:]) throws -> Settings {
    var given: [Setting: String] = [:]
    given[.database] = database
    given[.schema] = schema
    for case (let setting, let value?) in more { given[setting] = value }
    return try Settings(commandLine: given, file: config)
  }

  /// Opens the market, checks its schema, and does some work in it. Whatever goes wrong ends the
  /// program with one line on standard error and the exit code that the contract names.
  func withMarket<Result>(
    _ settings: Settings, role: ConnectionRole = .reading, limits: Limits = .work,
    checkingSchema: Bool = true, _ work: (inout Market) throws -> Result
  ) throws -> Result {
    var market = try Market(
      database: settings.database, password: settings.password, schema: settings.schema, role: role,
      limits: limits)
    if checkingSchema, let mismatch = try market.schemaMismatch() { throw mismatch }
    return try work(&market)
  }
}
