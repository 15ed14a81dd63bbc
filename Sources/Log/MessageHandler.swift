internal import Logging

/// What the handlers share: each only says how a message is written.
protocol MessageHandler: LogHandler {
  var drops: Drops { get }

  /// Writes a message without waiting.
  func write(_ message: Message) -> LineStream.Outcome

  /// Waits until there may be room for a message.
  ///
  /// - Parameter milliseconds: for how long at most.
  /// - Returns: false if it was in vain.
  func waitForRoom(milliseconds: Int32) -> Bool
}

extension MessageHandler {
  func log(event: LogEvent) {
    let more = metadataProvider?.get() ?? [:]
    let metadata = more.isEmpty ? metadata : metadata.merging(more) { $1 }
    drops.pass(Message(event, metadata), through: self)
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }
}

extension Logger.Level {
  /// The priority of syslog and the journal: 7 (debug) to 2 (critical).
  var priority: Int {
    switch self {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}
