internal import Synchronization

/// The messages that could not be written, counted until one can be written again.
final class Drops: Sendable {
  /// One count for the process: a reload makes a new logger, but forgets nothing.
  static let shared = Drops()

  private struct State {
    var count = 0
    var patience: Patience
  }

  private let state: Mutex<State>

  init(patience: Patience = Patience()) {
    state = Mutex(State(patience: patience))
  }

  /// Writes a message, or counts it. If others were dropped before it, a message that says how many
  /// goes first.
  func pass(_ message: Message, through handler: some MessageHandler) {
    state.withLock { state in
      if state.count > 0, handler.write(.dropped(state.count), &state.patience) { state.count = 0 }
      if state.count > 0 || !handler.write(message, &state.patience) { state.count += 1 }
    }
  }
}

extension MessageHandler {
  /// Writes a message, after some waiting if it must be.
  ///
  /// - Returns: whether it was written.
  fileprivate func write(_ message: Message, _ patience: inout Patience) -> Bool {
    while true {
      switch write(message) {
      case .written:
        patience.renew()
        return true
      case .full:
        guard patience.wait(waitForRoom) else { return false }
      case .impossible:
        return false
      }
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
