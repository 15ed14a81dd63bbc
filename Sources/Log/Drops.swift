internal import Synchronization

/// The messages that could not be written without waiting, counted until one can be written again.
final class Drops: Sendable {
  /// One count for the process: a reload makes a new logger, but forgets nothing.
  static let shared = Drops()

  private let count = Mutex(0)

  /// Writes a message, or counts it. If others were dropped before it, a message that says how many
  /// goes first.
  ///
  /// - Parameter write: returns whether the message was written.
  func pass(_ message: Message, through write: (Message) -> Bool) {
    count.withLock { count in
      if count > 0, write(.dropped(count)) { count = 0 }
      if count > 0 || !write(message) { count += 1 }
    }
  }
}

extension Message {
  /// How many messages are missing from the log.
  fileprivate static func dropped(_ count: Int) -> Message {
    Message(
      .messagesDropped,
      "\(count) \(count == 1 ? "message was" : "messages were") dropped: nobody read the log",
      [Field(key: "dropped", value: .integer(String(count)))])
  }
}
