internal import Logging

/// A message as it will be written: with all its fields, and of a bounded size.
struct Message: Sendable {
  struct Field: Equatable, Sendable {
    /// In lower snake case, such as `project_id`.
    let key: String
    let value: Value
  }

  enum Value: Equatable, Sendable {
    case text(String)
    /// In decimal digits.
    case integer(String)

    /// The value as it is written where everything is text.
    var words: String {
      switch self {
      case .text(let words), .integer(let words): words
      }
    }
  }

  /// The longest text, of a message or of a value, in bytes.
  static let limit = 48 * 1024

  let level: Logger.Level
  /// Nil for what somebody logs without `report`.
  let kind: MessageKind?
  let text: String
  /// In the order of their keys, without the kind.
  let fields: [Field]

  init(_ kind: MessageKind, _ text: String, _ fields: [Field]) {
    level = kind.level
    self.kind = kind
    self.text = text
    self.fields = fields
  }

  /// What an event says, which is its text and its metadata. Where it was logged, or an error that
  /// came with it, isn't written: what is to be known is said.
  init(_ event: LogEvent, _ metadata: Logger.Metadata) {
    var metadata = metadata
    if let more = event.metadata { metadata.merge(more) { $1 } }
    level = event.level
    kind = metadata["kind"].flatMap { MessageKind(rawValue: $0.description) }
    if kind != nil { metadata["kind"] = nil }
    text = event.message.description.cut(to: Self.limit)
    fields = metadata.sorted { $0.key < $1.key }.map { Field(key: $0.key, value: Value($0.value)) }
  }
}

extension Message.Value {
  init(_ value: Logger.Metadata.Value) {
    if case .stringConvertible(let number as any BinaryInteger) = value {
      self = .integer(String(describing: number))
    } else {
      self = .text(value.description.cut(to: Message.limit))
    }
  }
}

extension Message {
  /// The text on one line.
  var line: String { text.asOneLine }
}

extension String {
  /// The text on one line, in which nothing can pass itself off as a second one or give orders to a
  /// terminal: breaks and tabs become a space, other control characters are written out.
  package var asOneLine: String {
    if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return self }
    var line = ""
    for scalar in unicodeScalars {
      if scalar.isBreak {
        if line.utf8.last != UInt8(ascii: " ") { line.append(" ") }
      } else if scalar.isUnprintable {
        line.append("\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}")
      } else {
        line.unicodeScalars.append(scalar)
      }
    }
    while line.utf8.last == UInt8(ascii: " ") { line.unicodeScalars.removeLast() }
    return line.cut(to: Message.limit)
  }
}

extension Unicode.Scalar {
  /// Begins a new line, a new column or a new page.
  fileprivate var isBreak: Bool {
    switch value {
    case 0x09...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Controls a terminal, or the direction in which the text around it is read.
  package var isUnprintable: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: properties.isBidiControl
    }
  }
}

extension String {
  /// The string, or as much of its beginning as fits with an ellipsis, in bytes of UTF-8.
  fileprivate func cut(to limit: Int) -> String {
    guard utf8.count > limit else { return self }
    // A slice never ends within a character: Swift rounds its end down.
    return self[..<utf8.index(startIndex, offsetBy: limit - "…".utf8.count)] + "…"
  }
}
