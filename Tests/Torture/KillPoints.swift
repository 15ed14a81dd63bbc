import Foundation
import Synchronization
import TestCluster
import TestModel

/// A worker is killed before and after each step of a batch, as the server sees it: no hook in the
/// worker, but an ambush on the line between the two.
struct KillPoints: Ordeal {
  static let name = "kill-points"
  static let faults = Ambush.Point.all.map { FaultKind($0.name, brief: 3, full: 50) }

  func run(_ trial: inout Trial) throws {
    let arena = try Arena(trial)
    defer { arena.close() }
    let ambush = Ambush()
    let wire = try Wire(to: arena.cluster.socketDirectory) { ambush.judge($0) }
    defer { wire.close() }
    while trial.goesOn {
      let lacking = Ambush.Point.all.filter { trial.lacks($0.name) }
      for point in lacking.isEmpty ? Ambush.Point.all : lacking {
        if try arena.due() < 40 { try arena.load(40, using: &trial.dice) }
        ambush.lay(at: point)
        let victim = try arena.workman(
          "--batch-size", "\(1 + trial.dice.below(12))", through: wire.socketDirectory)
        ambush.wait(for: victim)
        try spring(ambush, on: victim, in: arena)
        arena.hear(victim)
        trial.count(point.name)
      }
    }
    // A batch that has learned to write something else needs points for that, too.
    for sql in ambush.strangers { trial.violation("no point is at this statement: \(sql)") }
    try arena.finish(&trial)
  }

  /// Gives the victim work until it comes to the point.
  private func spring(_ ambush: Ambush, on victim: Workman, in arena: Arena) throws {
    let deadline = ContinuousClock.now + .seconds(60)
    var lastLoad = ContinuousClock.now - .seconds(1)
    while !ambush.isSprung {
      if victim.hasEnded, !ambush.isSprung {
        throw Overdue("a worker ended by itself: \(victim.complaint)")
      }
      guard .now < deadline else { throw Overdue("nobody came to the point: \(victim.complaint)") }
      if lastLoad.duration(to: .now) > .milliseconds(250) {
        try arena.loadSampler()
        lastLoad = .now
      }
      Thread.sleep(forTimeInterval: 0.002)
    }
    guard victim.wait() == -SIGKILL else { throw Overdue("it was not killed: \(victim.complaint)") }
  }
}

/// Somebody who waits on the line for a worker to come to a point, and kills it there.
final class Ambush: Sendable {
  /// Where a worker can be killed.
  struct Point: Equatable, Sendable {
    enum Place: Sendable {
      /// The server never hears of the statement.
      case before
      /// The server hears of it when the worker is dead, or as it dies.
      case sent
      /// The server gets rows, but not the end of them.
      case amid
      /// The server has done it; the worker never hears of that.
      case after
      /// The worker has been told, and dies before it can do much about it.
      case told
    }

    let statement: String
    let place: Place

    var name: String {
      switch place {
      case .before: "killed before \(statement)"
      case .sent: "killed with \(statement) sent"
      case .amid: "killed amid \(statement)"
      case .after: "killed after \(statement)"
      case .told: "killed with \(statement) answered"
      }
    }

    static let all: [Point] =
      Conversation.names.values.sorted().flatMap {
        [Point(statement: $0, place: .before), Point(statement: $0, place: .after)]
      } + Conversation.fed.map { Point(statement: $0, place: .amid) }
      + [Point(statement: Conversation.claim, place: .told)]
      + [.before, .sent, .after, .told].map { Point(statement: Conversation.commit, place: $0) }
  }

  private struct State {
    var point: Point?
    var victim: Workman?
    var isSprung = false
    var conversations: [Int: Conversation] = [:]
    var strangers: Set<String> = []
  }

  private let state = Mutex(State())

  /// Lies in wait at a point, for nobody yet.
  func lay(at point: Point) {
    state.withLock { $0 = State(point: point, strangers: $0.strangers) }
  }

  func wait(for victim: Workman) {
    state.withLock { $0.victim = victim }
  }

  /// Whether the victim came by and dies.
  var isSprung: Bool { state.withLock { $0.isSprung } }

  /// Statements that write, and at which there is no point.
  var strangers: Set<String> { state.withLock { $0.strangers } }

  func judge(_ message: WireMessage) -> Wire.Verdict {
    let place: Point.Place? = state.withLock { state in
      let moment = state.conversations[message.line, default: Conversation()].hear(message)
      state.strangers.formUnion(state.conversations[message.line]?.strangers ?? [])
      guard let moment, let point = state.point, !state.isSprung else { return nil }
      let isBatch = state.conversations[message.line]?.isBatch ?? false
      let isThere =
        switch (moment, point.place) {
        case (.asks(point.statement), .before), (.asks(point.statement), .sent):
          isBatch || point.statement == Conversation.claim
        case (.feeds(point.statement), .amid): isBatch
        case (.answers(point.statement), .after), (.answers(point.statement), .told): isBatch
        default: false
        }
      state.isSprung = isThere
      return isThere ? point.place : nil
    }
    switch place {
    case nil: return .pass
    case .before, .after:
      kill()
      return .cut
    case .sent, .amid, .told: return .cutAfter { self.kill() }
    }
  }

  private func kill() {
    while true {
      if let victim = state.withLock({ $0.victim }) {
        _ = victim.slay()
        return
      }
      usleep(100)
    }
  }
}
