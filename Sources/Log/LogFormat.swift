package import Logging
internal import Systemd

/// How messages are written.
package enum LogFormat: String, CaseIterable, Sendable {
  /// `journal` if standard error is the journal, else `text`.
  case auto, journal, text, json
}

extension LogFormat {
  /// The handler that writes in this format: to the journal, or to standard error.
  fileprivate var handler: any LogHandler {
    switch self {
    case .auto: Journal.holdsStandardError ? JournalHandler() : TextHandler()
    case .journal: JournalHandler()
    case .text: TextHandler()
    case .json: JSONHandler()
    }
  }
}

extension Logger {
  /// A logger that writes in a format what is at least as grave as a level. It never waits for
  /// whoever reads: what can't be written is counted, and the count written as soon as it can be.
  ///
  /// Another one may be made at any time; `LoggingSystem` isn't involved.
  package init(format: LogFormat, level: Logger.Level) {
    self.init(label: "settled") { _ in format.handler }
    logLevel = level
  }
}
