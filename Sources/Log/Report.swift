package import Logging

extension Logger {
  /// Logs a message of a kind, at the kind's level. Below the level of the logger nothing but the
  /// comparison is done.
  ///
  /// - Parameters:
  ///   - message: one sentence for a person, which stands on its own: as text, nothing else is
  ///     written.
  ///   - fields: for machines, by names in lower snake case. Integers as `.stringConvertible`.
  package func report(
    _ kind: MessageKind, _ message: @autoclosure () -> String,
    _ fields: @autoclosure () -> Logger.Metadata = [:]
  ) {
    guard kind.level >= logLevel else { return }
    var metadata = fields()
    metadata["kind"] = .string(kind.rawValue)
    log(level: kind.level, "\(message())", metadata: metadata)
  }
}
