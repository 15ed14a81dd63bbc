import ArgumentParser

/// Keeps a marketplace's published promises about cancellations and silence, from PostgreSQL.
@main
struct Settled: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settled",
    abstract: "Settles cancelled Projects and silent reviews: to the cent, to the instant, once.",
    discussion: """
      Options come from the command line, then the environment (SETTLED_DATABASE, …), then the \
      configuration file, then defaults.

      Exit codes: 0 all that was due is done; 64 wrong usage; 65 something is quarantined; \
      69 the database can't be used; 75 the database can't be reached, or Projects were kept busy: \
      try again later; 78 the configuration is wrong.
      """,
    version: "0.1.0",
    subcommands: [
      MigrateCommand.self, RunCommand.self, StatusCommand.self, ExplainCommand.self,
      QuarantineCommand.self,
    ])
}
