import ArgumentParser
import Foundation

/// Lets everything befall settled that can befall it, and looks what it made of the facts.
@main struct Torture: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "torture",
    abstract: "Lets faults befall settled, and compares every row with what the facts demand.")

  /// All of them, in the order in which they run.
  static let ordeals: [any Ordeal.Type] = [
    KillRandom.self, KillPoints.self, CutLine.self, ServerDown.self,
    StandbyPromoted.self,
    FuzzOrdeal.self, ManyWorkers.self, Conflicts.self, WrongHostClock.self,
    ScarceResources.self, ModelOrdeal.self,
  ]

  @Option(help: "The program under test.") var settled = ".build/release/settled"
  @Option(help: "Where the dice start; printed at the head of each run.") var seed: UInt64?
  @Option(help: "Only these ordeals, separated by commas.") var only: String?
  @Option(help: "How long each ordeal goes on at least.") var seconds = 0
  @Flag(help: "As many faults as a release takes, not just as many as CI does.") var full = false
  @Flag(help: "One JSON object on standard output.") var json = false
  @Flag(help: "Corrupt a row at a time, and look whether the checker notices.")
  var checkTheChecker = false
  @Flag(help: "Name the ordeals and their faults, and run none.") var list = false

  func validate() throws {
    for name in names ?? [] where !Self.ordeals.contains(where: { $0.name == name }) {
      throw ValidationError("There is no ordeal “\(name)”; --list names them.")
    }
  }

  private var names: [String]? {
    only?.split(separator: ",").map(String.init)
  }

  func run() throws {
    let wanted = Self.ordeals.filter { names?.contains($0.name) ?? true }
    if list {
      for ordeal in wanted {
        print("\(ordeal.name): \(ordeal.faults.map(\.name).joined(separator: ", "))")
      }
      return
    }
    let seed = seed ?? UInt64.random(in: 1...999_999)
    if checkTheChecker {
      let isGood = try CheckerCheck().run(settled, seed: seed) { print($0) }
      guard isGood else { throw ExitCode(1) }
      return
    }
    var report = Report(seed: seed, isFull: full, isJSON: json)
    report.begin()
    for ordeal in wanted {
      report.begin(ordeal)
      var trial = Trial(
        ordeal, program: settled, seed: seed, isFull: full, lasting: .seconds(seconds))
      do {
        try ordeal.init().run(&trial)
      } catch {
        trial.violation("the ordeal came to no end: \(error)")
      }
      report.end(ordeal, trial)
    }
    report.end()
    guard report.isClean else { throw ExitCode(1) }
  }
}
