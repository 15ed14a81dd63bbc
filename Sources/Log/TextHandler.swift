internal import Glibc
internal import Logging

/// Writes messages for people: the text, on one line.
///
/// To a terminal, in colours by level. Elsewhere with the priority in front, `<6>`, which the
/// journal, `systemd-cat` and `logger --prio-prefix` understand.
struct TextHandler: MessageHandler {
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  var logLevel = Logger.Level.info
  let drops: Drops
  private let stream: LineStream
  private let isColourful: Bool

  init(to stream: LineStream = .standardError, drops: Drops = .shared) {
    self.stream = stream
    self.drops = drops
    isColourful = stream.isTerminal && Self.wantsColours
  }

  func write(_ message: Message) -> LineStream.Outcome {
    stream.write(Array(text(message).utf8))
  }

  func waitForRoom(milliseconds: Int32) -> Bool {
    stream.waitForRoom(milliseconds: milliseconds)
  }

  private func text(_ message: Message) -> String {
    if !stream.isTerminal { return "<\(message.level.priority)>\(message.line)\n" }
    guard isColourful, let colour = message.level.colour else { return message.line + "\n" }
    return "\u{1B}[\(colour)m\(message.line)\u{1B}[0m\n"
  }

  /// See https://no-color.org.
  private static var wantsColours: Bool {
    variable("NO_COLOR").isEmpty && variable("TERM") != "dumb"
  }

  private static func variable(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
  }
}

extension Logger.Level {
  /// Dim, yellow or red, as ECMA-48 numbers them; nil for what is neither small nor bad.
  fileprivate var colour: Int? {
    switch self {
    case .trace, .debug: 2
    case .info, .notice: nil
    case .warning: 33
    case .error, .critical: 31
    }
  }
}
