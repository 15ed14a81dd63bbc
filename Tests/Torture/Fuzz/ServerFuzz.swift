import Foundation
import Policy
import Postgres
import Store
import TestCluster
import TestModel

/// Messages of the server arrive garbled: at programs that only read, in any way; at a worker, in any
/// way that shows, and what it makes of its market is compared with what the facts demand.
struct ServerFuzz {
  private static let fault = (reads: "message to who only reads", decides: "message to who decides")

  func run(_ trial: inout Trial) throws {
    let read = try Arena(trial)
    defer { read.close() }
    try self.read(&trial, read)
    let decided = try Arena(trial)
    defer { decided.close() }
    try decide(&trial, decided)
  }

  /// More than the 75 s after which a worker gives up a server that does not answer. A real one asks for
  /// no rows after a word that is an error; if this one does, libpq does not end them as it expects.
  private static let patience = Duration.seconds(100)

  private static let questions = [
    ["status"], ["status", "--json"], ["explain", "cancellation", "6"], ["explain", "order", "9"],
    ["explain", "cancellation", "5", "--json"], ["quarantine", "list"],
    ["quarantine", "release", "project", "7"],
  ]

  private func read(_ trial: inout Trial, _ arena: Arena) throws {
    try arena.load(60, using: &trial.dice)
    var connection = try arena.connection(.administrator)
    try connection.script(
      "INSERT INTO quarantine VALUES ('project', 7, 7, 'made_up', 'A sentence with “quotes”.')")
    try fuzz(&trial, Self.fault.reads, arena, [.anything]) { dice in
      let question =
        dice.chance(80) ? Self.questions[dice.below(Self.questions.count)] : ["run", "--once"]
      // libpq waits for the rest of a message that is too short until the ten seconds of connecting end.
      return (question, question[0] == "run" ? Self.patience : .seconds(20))
    }
  }

  private func decide(_ trial: inout Trial, _ arena: Arena) throws {
    try fuzz(&trial, Self.fault.decides, arena, [.form, .width]) { dice in
      try arena.load(8, using: &dice)
      return (["run", "--once", "--batch-size", "\(dice.pick(1, 3, 5, 100))"], Self.patience)
    }
    var market = try Market(database: arena.conninfo(.worker), schema: "settled", role: .deciding)
    for entry in try market.quarantine() {
      guard let subject = Fault.Subject(rawValue: entry.subject) else { continue }
      _ = try market.release(subject, entry.subjectID)
    }
    try arena.finish(&trial)
  }

  private static func environment(_ database: String) -> [[UInt8]] {
    ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "SETTLED_DATABASE=\(database)"].map { Array($0.utf8) }
  }

  /// Two threads that run the program again and again over a line on which messages are garbled.
  private func fuzz(
    _ trial: inout Trial, _ fault: String, _ arena: Arena, _ garblings: [Frame.Garbling],
    _ prepare: @escaping @Sendable (inout SplitMix64) throws -> ([String], Duration)
  ) throws {
    let (program, wanted) = (trial.program, trial.wanted(fault) / 2)
    let deadline = ContinuousClock.now + FuzzOrdeal.time(in: trial)
    let seeds = [trial.dice.next(), trial.dice.next()]
    let found = try Crew.run(seeds.count) { thread in
      var findings = Findings()
      var dice = SplitMix64(seed: seeds[thread])
      var (garbled, runs) = (0, 0)
      while findings.violations.count < 5, ContinuousClock.now < deadline || garbled < wanted {
        let line = try Garbler(
          to: arena.cluster.socketDirectory, garblings[runs % garblings.count],
          dice: SplitMix64(seed: dice.next()))
        defer { line.close() }
        let database = arena.conninfo(.worker, through: line.socketDirectory)
        let (arguments, limit) = try prepare(&dice)
        let run = try Specimen(
          program, arguments.map { Array($0.utf8) }, environment: Self.environment(database),
          limit: limit)
        if let verdict = run.verdict() {
          findings.violation("\(fault), run \(runs) of thread \(thread): \(arguments): \(verdict)")
        }
        garbled += line.count
        runs += 1
      }
      findings.count(fault, garbled)
      return findings
    }
    trial.take(found)
  }
}
