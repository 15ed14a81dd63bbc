import ArgumentParser
import Postgres
import Store

struct MigrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Installs or upgrades the schema. Safe to repeat, and from two hosts at once.")

  @OptionGroup var options: MarketOptions
  @Flag(help: "Print JSON.") var json = false

  private struct Report: Encodable {
    let schema: String
    let version: Int64
    let applied: [String]
  }

  func run() throws {
    try reportingFailures {
      let settings = try options.settings()
      try options.withMarket(
        settings, role: .deciding, limits: .none, checkingSchema: false
      ) { market in
        if case .tooNew(let schema, let found, let known)? = try market.schemaMismatch() {
          throw SchemaMismatch.tooNew(schema: schema, found: found, known: known)
        }
        let done = try market.migrate()
        if json {
          try emit(
            try JSON.text(
              Report(schema: market.schema, version: done.version, applied: done.applied)))
        } else if done.applied.isEmpty {
          try emit("Schema “\(market.schema)” is up to date at version \(done.version).")
        } else {
          try emit(
            "Schema “\(market.schema)” is now at version \(done.version):"
              + " applied \(done.applied.joined(separator: ", ")).")
        }
      }
    }
  }
}
