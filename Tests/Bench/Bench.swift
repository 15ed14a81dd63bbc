import ArgumentParser
import Foundation

/// Measures settled against what PostgreSQL can do.
@main struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures settled against what PostgreSQL can do.",
    discussion: """
      It runs on a PostgreSQL of its own, with fsync on. What is compared runs in turns, each time from \
      a copy of the same loaded database, and what it wrote is compared, row for row, with what the \
      facts demand. A ratio is the median of the ratios of the rounds, a figure the median of its own.
      """)

  /// All of them, in the order in which they run.
  static let measures: [any Measure.Type] = [
    Approvals.self, Settlements.self, Workers.self, Idle.self, OldSnapshot.self, Platform.self,
    Memory.self, Giant.self, Latency.self, Wal.self,
  ]

  @Option(help: "The program that is measured.") var settled = ".build/release/settled"
  @Option(help: "Where the server's folder goes: on a disk, not in memory.") var folder = "/var/tmp"
  @OptionGroup var sizes: Sizes
  @Option(help: "Only these measures, separated by commas.") var only: String?
  @Flag(help: "One JSON object on standard output.") var json = false
  @Flag(help: "Name the measures, and run none.") var list = false

  func validate() throws {
    for name in names ?? [] where !Self.measures.contains(where: { $0.name == name }) {
      throw ValidationError("There is no measure “\(name)”; --list names them.")
    }
  }

  private var names: [String]? {
    only?.split(separator: ",").map(String.init)
  }

  func run() throws {
    let wanted = Self.measures.filter { names?.contains($0.name) ?? true }
    guard !list else {
      for measure in wanted { print(measure.name) }
      return
    }
    let report = Report(isJSON: json)
    let ground = Ground(program: settled, folder: folder, sizes: sizes, report: report)
    report.begin(sizes)
    for measure in wanted {
      report.begin(measure.name)
      for finding in try measure.init().run(on: ground) { report.add(finding) }
    }
    try report.end()
    guard report.isAllMet else { throw ExitCode(1) }
  }
}
