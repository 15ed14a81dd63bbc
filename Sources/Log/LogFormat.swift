package import Logging
internal import Systemd

/// How messages are written.
package enum LogFormat: String, CaseIterable, Sendable {
  /// `journal` if standard error is the journal, else `text`.
  case auto, journal, text, json
}

extension Logger {
  /// A logger that writes in a format.
  package init(format: LogFormat, level: Logger.Level) {
    self.init(label: "settled") { _ in StreamLogHandler.standardError(label: "settled") }
    logLevel = level
  }
}
