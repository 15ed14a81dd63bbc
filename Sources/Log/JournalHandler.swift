internal import Logging
internal import Systemd

/// Writes messages to the journal, each field as a field of its own; where there is no journal, as
/// text to standard error.
struct JournalHandler: MessageHandler {
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  var logLevel = Logger.Level.info
  let drops: Drops
  private let send: @Sendable (JournalEntry) -> Journal.Outcome
  private let otherwise: TextHandler

  /// - Parameters:
  ///   - send: writes an entry without waiting.
  ///   - stream: where messages go as long as there is no journal.
  init(
    through send: @escaping @Sendable (JournalEntry) -> Journal.Outcome = Journal.shared.write,
    otherwise stream: LineStream = .standardError, drops: Drops = .shared
  ) {
    self.send = send
    self.drops = drops
    otherwise = TextHandler(to: stream, drops: drops)
  }

  func write(_ message: Message) -> Bool {
    switch send(JournalEntry(message)) {
    case .written: true
    case .full: false
    case .unavailable: otherwise.write(message)
    }
  }
}

extension JournalEntry {
  init(_ message: Message) {
    self.init()
    add(.message, message.line)
    if let kind = message.kind { add(.messageID, kind.messageID) }
    add(.priority, String(message.level.priority))
    add(.identifier, "settled")
    if let kind = message.kind { add(JournalField("SETTLED_KIND"), kind.rawValue) }
    for field in message.fields { add(JournalField("SETTLED_" + field.key), field.value.words) }
  }
}
