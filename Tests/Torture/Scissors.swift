import Postgres
import Synchronization
import TestCluster

/// Cuts the lines between workers and the server, at a message that is waited for.
final class Scissors: Sendable {
  /// A message in the course of a session, by what it is about.
  struct Place: Hashable, Sendable {
    let side: Wire.Side
    /// What it is about: a statement of a batch, or one that looks for something.
    let topic: String
    /// The letter of the message.
    let type: UInt8
    /// Whether the transaction has claimed something.
    let isBatch: Bool

    var isCommit: Bool { isBatch && topic == Conversation.commit }
  }

  enum Plan: Sendable {
    case watch
    /// The message is lost.
    case before(Place)
    /// The message gets through, and nothing comes back.
    case after(Place)
    /// The line is cut within the message that comes after so many others, at a part of it.
    case within(messages: Int, part: Double)
  }

  /// A cut that was made.
  struct Cut: Sendable {
    let place: Place
    /// The transaction whose COMMIT has no answer because of it, if it is one.
    let transaction: String?
  }

  private struct State {
    var plan = Plan.watch
    var cut: Cut?
    var places: Set<Place> = []
    var conversations: [Int: Conversation] = [:]
    var transactions: [Int: String] = [:]
  }

  private let state = Mutex(State())
  /// Looks from beside the line at what the server does.
  private let observer: Mutex<Connection>

  init(_ arena: Arena) throws {
    observer = Mutex(try arena.connection(.administrator))
  }

  /// Every place that a message has been seen at.
  var places: Set<Place> { state.withLock { $0.places } }
  /// The cut of the plan, once it is made.
  var cut: Cut? { state.withLock { $0.cut } }

  func follow(_ plan: Plan) {
    state.withLock {
      $0.plan = plan
      $0.cut = nil
    }
  }

  func judge(_ message: WireMessage) -> Wire.Verdict {
    let isAsked = state.withLock { state in
      state.conversations[message.line, default: Conversation()].hear(message)
        == .asks(Conversation.commit)
    }
    // Before the server hears of the COMMIT, since nobody can ask afterwards.
    if isAsked, let process = message.serverProcess {
      let transaction = transaction(of: process)
      state.withLock { $0.transactions[message.line] = transaction }
    }
    return state.withLock { state in
      let conversation = state.conversations[message.line] ?? Conversation()
      let place = Place(
        side: message.side, topic: conversation.topic, type: message.type,
        isBatch: conversation.isBatch)
      state.places.insert(place)
      guard state.cut == nil, let verdict = Self.verdict(&state.plan, at: place, message) else {
        return .pass
      }
      state.cut = Cut(
        place: place, transaction: place.isCommit ? state.transactions[message.line] : nil)
      return verdict
    }
  }

  private static func verdict(
    _ plan: inout Plan, at place: Place, _ message: WireMessage
  ) -> Wire.Verdict? {
    switch plan {
    case .before(place): return .cut
    case .after(place): return .cutAfter {}
    case .within(0, let part): return .cutWithin(Int(Double(message.bytes.count) * part))
    case .within(let messages, let part):
      plan = .within(messages: messages - 1, part: part)
      return nil
    case .watch, .before, .after: return nil
    }
  }

  private func transaction(of process: Int32) -> String? {
    try? observer.withLock { observer throws(PostgresError) in
      let rows = try observer.execute(
        "SELECT backend_xid::text FROM pg_stat_activity WHERE pid = $1", [.int64(Int64(process))])
      return rows.count == 0 ? nil : try rows.optionalText(0, 0)
    }
  }

  /// What became of a transaction, once the server knows: `committed` or `aborted`.
  func outcome(of transaction: String) throws -> String {
    var outcome = ""
    try eventually("an end of transaction \(transaction)") {
      outcome = try observer.withLock { observer throws(PostgresError) in
        // The number of the epoch is 0 in a server as young as this.
        let rows = try observer.execute(
          "SELECT pg_xact_status($1::text::xid8)", [.text(transaction)])
        return try rows.optionalText(0, 0) ?? ""
      }
      return outcome != "in progress"
    }
    return outcome
  }
}
