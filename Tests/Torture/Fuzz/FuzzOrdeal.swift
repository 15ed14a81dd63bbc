import Foundation
import Glibc
import Postgres
import Store
import TestCluster
import TestModel

/// Whatever comes from outside is garbled: files, arguments, variables, connection strings, and what
/// the server says. The program may refuse it; it may not crash, hang, or move money by it.
struct FuzzOrdeal: Ordeal {
  static let name = "fuzz"
  static let faults = [
    FaultKind("configuration file", brief: 300, full: 20_000),
    FaultKind("command line", brief: 300, full: 20_000),
    FaultKind("connection string", brief: 300, full: 20_000),
    FaultKind("message to who only reads", brief: 200, full: 10_000),
    FaultKind("message to who decides", brief: 240, full: 10_000),
  ]

  func run(_ trial: inout Trial) throws {
    try fuzz(&trial, "configuration file") { try Self.file($0, &$1) }
    try fuzz(&trial, "command line") { try Self.command($0, &$1) }
    try fuzz(&trial, "connection string") { try Self.conninfo($0, &$1) }
    try ServerFuzz().run(&trial)
  }

  /// How long each kind of input is tried.
  static func time(in trial: Trial) -> Duration {
    trial.isFull ? .seconds(600) : .seconds(6)
  }

  /// Two threads that try one hostile input after the other.
  private func fuzz(
    _ trial: inout Trial, _ fault: String,
    _ attempt: @escaping @Sendable (String, inout SplitMix64) throws -> String?
  ) throws {
    let (program, wanted) = (trial.program, trial.wanted(fault) / 2)
    let deadline = ContinuousClock.now + Self.time(in: trial)
    let seeds = [trial.dice.next(), trial.dice.next()]
    let found = try Crew.run(seeds.count) { number in
      var findings = Findings()
      var dice = SplitMix64(seed: seeds[number])
      var tries = 0
      while findings.violations.count < 5, ContinuousClock.now < deadline || tries < wanted {
        if let complaint = try attempt(program, &dice) {
          findings.violation("\(fault): \(complaint)")
        }
        tries += 1
      }
      findings.count(fault, tries)
      return findings
    }
    trial.take(found)
  }

  private static let environment = [Array("PATH=/usr/bin:/bin".utf8), Array("LC_ALL=C.UTF-8".utf8)]

  private static func file(_ program: String, _ dice: inout SplitMix64) throws -> String? {
    let file = HostileFile(using: &dice)
    let path = "/tmp/settled-\(UUID().uuidString.prefix(12).lowercased()).conf"
    try Data(file.bytes).write(to: URL(filePath: path))
    defer { unlink(path) }
    let isNamed = dice.chance(70)
    let run = try Specimen(
      program, (["status"] + (isNamed ? ["--config", path] : [])).map { Array($0.utf8) },
      environment: environment + (isNamed ? [] : [Array("SETTLED_CONFIG=\(path)".utf8)]),
      isOffline: file.isValid == nil)
    // What is no text at all is a wrong name of a file.
    let codes: Set<Int32> =
      file.isValid.map { $0 ? [75] : [78] } ?? [isNamed ? 64 : 78, 69, 75, 78]
    return run.verdict(expecting: codes).map { "\($0) of \(file.bytes.quoted)" }
  }

  private static func command(_ program: String, _ dice: inout SplitMix64) throws -> String? {
    let command = HostileCommand(using: &dice)
    let run = try Specimen(
      program, command.arguments, environment: environment + command.environment,
      stoppingAfter: command.mayServe ? .milliseconds(100) : nil, isOffline: command.mayRoam)
    if command.mayServe, run.end == .signal(SIGTERM) { return nil }
    return run.verdict(expecting: command.codes).map { verdict in
      verdict + " of " + command.arguments.map(\.quoted).joined(separator: " ") + " with "
        + command.environment.map(\.quoted).joined(separator: " ")
    }
  }

  private static func conninfo(_ program: String, _ dice: inout SplitMix64) throws -> String? {
    let hostile = HostileConninfo(using: &dice)
    let variable = Array("SETTLED_DATABASE=".utf8) + hostile.text
    let isArgument = dice.chance(70)
    let words = isArgument ? [Array("--database".utf8), hostile.text] : []
    let run = try Specimen(
      program, [Array("status".utf8)] + words,
      environment: environment + hostile.environment + (isArgument ? [] : [variable]),
      isOffline: true)
    let input = "\(hostile.text.quoted) with \(hostile.environment.map(\.quoted))"
    if hostile.isSecretInPlace, run.complaint.contains(HostileConninfo.secret) {
      return "a password was shown: \(run.complaint) of \(input)"
    }
    return run.verdict(expecting: [64, 69, 75, 78]).map { "\($0) of \(input)" }
  }
}
