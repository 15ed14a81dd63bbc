internal import Logging

/// What the handlers share: each only says how a message is written.
protocol MessageHandler: LogHandler {
  var drops: Drops { get }

  /// Writes a message without waiting.
  ///
  /// - Returns: false if there is no room for it.
  func write(_ message: Message) -> Bool
}

extension MessageHandler {
  func log(event: LogEvent) {
    let more = metadataProvider?.get() ?? [:]
    drops.pass(
      Message(event, more.isEmpty ? metadata : metadata.merging(more) { $1 }), through: write)
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
