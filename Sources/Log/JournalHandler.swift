internal import Logging
internal import Systemd

/// Writes messages to the journal, each field as a field of its own; where there is no journal, as
/// text to standard error.
struct JournalHandler: MessageHandler {
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  var logLevel = Logger.Level.info
  let drops: Drops
  private let journal: any EntryWriter
  private let otherwise: TextHandler

  /// - Parameter stream: where messages go as long as there is no journal.
  init(
    to journal: any EntryWriter = Journal.shared, otherwise stream: LineStream = .standardError,
    drops: Drops = .shared
  ) {
    self.journal = journal
    self.drops = drops
    otherwise = TextHandler(to: stream, drops: drops)
  }

  func write(_ message: Message) -> LineStream.Outcome {
    switch journal.write(JournalEntry(message)) {
    case .written: .written
    case .full: .full
    case .unavailable: otherwise.write(message)
    }
  }

  func waitForRoom(milliseconds: Int32) -> Bool {
    switch journal.waitForRoom(milliseconds: milliseconds) {
    case .ready: true
    case .full: false
    case .unavailable: otherwise.waitForRoom(milliseconds: milliseconds)
    }
  }
}

/// What takes entries as the journal does.
protocol EntryWriter: Sendable {
  func write(_ entry: JournalEntry) -> Journal.Outcome
  func waitForRoom(milliseconds: Int32) -> Journal.Room
}

extension Journal: EntryWriter {}

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
