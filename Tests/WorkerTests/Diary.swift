import InMemoryLogging
import Logging
import Store
import Worker

/// What was logged, to be read again.
struct Diary {
  /// One message, without its kind's fields taken apart.
  struct Entry: Equatable, CustomStringConvertible {
    let level: Logger.Level
    let kind: String
    let text: String
    let fields: [String: String]

    var description: String { "\(level) \(kind) “\(text)” \(fields)" }
  }

  private let handler = InMemoryLogHandler()

  /// Writes into the diary what is at least as grave as the level.
  func logger(_ level: Logger.Level = .info) -> Logger {
    var logger = Logger(label: "tests") { [handler] _ in handler }
    logger.logLevel = level
    return logger
  }

  var entries: [Entry] {
    handler.entries.map { entry in
      var fields = entry.metadata.mapValues(\.description)
      let kind = fields.removeValue(forKey: "kind") ?? ""
      return Entry(
        level: entry.level, kind: kind, text: entry.message.description, fields: fields)
    }
  }

  /// The messages of a kind, without those fields that hang on the time of the test.
  func entries(_ kind: String, without names: String...) -> [Entry] {
    entries.filter { $0.kind == kind }.map { entry in
      let fields = entry.fields.filter { !names.contains($0.key) }
      return Entry(level: entry.level, kind: entry.kind, text: entry.text, fields: fields)
    }
  }
}

extension Diary {
  /// What a pass has to say.
  func hear(_ site: Site, _ level: Logger.Level = .info) throws {
    var market = try site.market()
    _ = try Pass(
      batchSize: 100, processingTime: Site.processingTime, patience: 0, logger: logger(level)
    ).run(in: &market)
  }
}
