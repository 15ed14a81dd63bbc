import SQL
import TestCluster

/// What a worker and the server talk about on one line, as it passes by: which statement is on its way
/// and which has been answered.
struct Conversation {
  /// Something that happens at a message.
  enum Moment: Hashable {
    /// The worker asks for a statement to be carried out; the server has not heard of it.
    case asks(String)
    /// The worker sends rows for a statement.
    case feeds(String)
    /// The server has carried it out; the worker has not heard of it.
    case answers(String)
  }

  /// The statements of a batch, by the words that a report has for them.
  static let names: [String: String] = [
    Statement.claimDue: claim, Statement.approveOrders: "the deemed approvals",
    Statement.recordMissedDeadlines: "the missed deadlines",
    Statement.moveCancellations: "the cancellations", Statement.writeLines: "the lines",
    Statement.writeCredits: "the credits", Statement.cancelOrders: "the Orders",
    Statement.cancelProjects: "the Projects", Statement.writeNotifications: "the notifications",
    Statement.clearQuarantine: "the release", Statement.quarantineFaults: "the quarantine",
    Statement.moveAgenda: "the agenda", Statement.clearAgenda: "the agenda's end",
  ]

  /// Those of them that are fed with rows.
  static let fed = [Statement.writeLines, Statement.writeCredits, Statement.writeNotifications]
    .compactMap { names[$0] }
  static let claim = "the claim"
  static let commit = "COMMIT"

  /// The server's process at the other end.
  private(set) var serverProcess: Int32?
  /// Whether the transaction under way has claimed something.
  private(set) var isBatch = false
  /// What is under way: the statement that was last asked for, and has not been answered.
  private(set) var topic = ""
  /// Statements that write, and that nobody here knows.
  private(set) var strangers: Set<String> = []
  private var prepared: [String: String] = [:]
  private var asked: [String] = []

  /// Takes up a message.
  mutating func hear(_ message: WireMessage) -> Moment? {
    serverProcess = message.serverProcess
    return message.side == .client ? hearClient(message) : hearServer(message)
  }

  private mutating func hearClient(_ message: WireMessage) -> Moment? {
    switch message.type {
    case UInt8(ascii: "P"):
      let words = message.strings(2)
      topic = Self.names[words[1]] ?? "a look"
      prepared[words[0]] = topic
      if topic == "a look", Self.writes(words[1]) { strangers.insert(words[1]) }
    case UInt8(ascii: "B"):
      topic = prepared[message.strings(2)[1]] ?? ""
      asked.append(topic)
      return .asks(topic)
    case UInt8(ascii: "Q"):
      let word = message.strings(1)[0]
      topic = word.hasPrefix("BEGIN") ? "BEGIN" : word
      asked.append(topic)
      return .asks(topic)
    case UInt8(ascii: "d"): return .feeds(topic)
    default: break
    }
    return nil
  }

  private static func writes(_ sql: String) -> Bool {
    sql.contains("INSERT INTO") || sql.contains("DELETE FROM") || sql.contains("FROM STDIN")
      || sql.contains("UPDATE ") && sql.contains(" SET ")
  }

  private mutating func hearServer(_ message: WireMessage) -> Moment? {
    switch message.type {
    case UInt8(ascii: "C"), UInt8(ascii: "I"), UInt8(ascii: "s"):
      guard !asked.isEmpty else { return nil }
      let answered = asked.removeFirst()
      if answered == Self.claim { isBatch = message.strings(1)[0] != "SELECT 0" }
      return .answers(answered)
    case UInt8(ascii: "E"): asked = []
    // Between two transactions.
    case UInt8(ascii: "Z") where message.bytes.last == UInt8(ascii: "I"):
      isBatch = false
      topic = ""
    default: break
    }
    return nil
  }
}
