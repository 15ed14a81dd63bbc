import ArgumentParser
import Glibc

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

  static func main() {
    occupyStandardDescriptors()
    main(nil)
  }

  /// Whoever starts a program with a standard stream closed must not find the summary in the
  /// connection to the database, which would take the free number.
  private static func occupyStandardDescriptors() {
    while true {
      let descriptor = open("/dev/null", O_RDWR)
      if descriptor > STDERR_FILENO {
        close(descriptor)
        return
      }
      if descriptor < 0 { return }
    }
  }
}
