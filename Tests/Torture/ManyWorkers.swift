import Foundation
import Glibc
import TestCluster
import TestModel

/// Many workers at one market, services and one-shots, and each thing is done, and told, once.
struct ManyWorkers: Ordeal {
  static let name = "workers"
  static let faults = [
    FaultKind("2 workers at once", brief: 5, full: 200),
    FaultKind("8 workers at once", brief: 4, full: 200),
    FaultKind("32 workers at once", brief: 3, full: 100),
    FaultKind("one-shot among them", brief: 12, full: 500),
  ]
  private static let crowds = [2, 8, 32]

  func run(_ trial: inout Trial) throws {
    while trial.goesOn {
      let arena = try Arena(trial)
      defer { arena.close() }
      for round in 0..<24 where trial.goesOn {
        let crowd = Self.crowds.filter { trial.lacks("\($0) workers at once") }
        try meet(crowd.isEmpty ? 2 : crowd[round % crowd.count], in: arena, &trial)
      }
      try arena.finish(&trial)
    }
  }

  private func meet(_ count: Int, in arena: Arena, _ trial: inout Trial) throws {
    let before = try settled(in: arena)
    // Half of them find the work there when they come, half come first.
    let comesFirst = trial.dice.chance(50)
    if !comesFirst { try arena.load(60 + 6 * count, using: &trial.dice) }
    let services = try (0..<count).map { _ in
      try arena.workman("--batch-size", "\(1 + trial.dice.below(12))")
    }
    if comesFirst {
      try eventually("all are ready") { services.allSatisfy { !$0.logged("ready").isEmpty } }
      // They find all of it at once.
      services.forEach { $0.send(SIGSTOP) }
      try arena.load(60 + 6 * count, using: &trial.dice)
      services.forEach { $0.send(SIGCONT) }
    }
    let shots = try (0...trial.dice.below(3)).map { _ in
      try arena.workman("--once", "--batch-size", "\(1 + trial.dice.below(12))")
    }
    try eventually("all is done", within: .seconds(60)) {
      try arena.due() == 0 && shots.allSatisfy(\.hasEnded)
    }
    for shot in shots {
      let code = shot.wait()
      if code != 0 && code != 65 {
        trial.violation("a one-shot ended with \(code): \(shot.complaint)")
      }
    }
    try stop(services, &trial)
    let told = (services + shots).reduce(0) {
      $0 + $1.logged("cancellation_settled").count + $1.logged("deadline_missed").count
    }
    let done = try settled(in: arena) - before
    if told != done {
      trial.violation("\(done) settlements among \(count), but \(told) were told of")
    }
    guard services.count(where: Self.hasWorked) > 1 else { return }
    trial.count("\(count) workers at once")
    trial.count("one-shot among them", shots.count(where: Self.hasWorked))
  }

  /// Services that are asked to end, end well.
  private func stop(_ services: [Workman], _ trial: inout Trial) throws {
    for service in services where service.logged("ready").isEmpty {
      try eventually("it is ready: \(service.complaint)") { !service.logged("ready").isEmpty }
    }
    for service in services { service.send(SIGTERM) }
    for service in services {
      let code = try service.end()
      if code != 0 { trial.violation("a service ended with \(code): \(service.complaint)") }
    }
  }

  private static func hasWorked(_ workman: Workman) -> Bool {
    ["cancellation_settled", "deadline_missed", "batch_done", "cancellation_escalated"]
      .contains { !workman.logged($0).isEmpty }
  }

  private func settled(in arena: Arena) throws -> Int {
    Int(try arena.number("SELECT count(*) FROM cancellations WHERE status = 'settled'"))
  }
}
