import ArgumentParser

/// Measures settled against what PostgreSQL can do.
@main struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures settled against what PostgreSQL can do.")

  func run() throws {}
}
