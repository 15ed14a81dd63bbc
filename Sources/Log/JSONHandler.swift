internal import Glibc
internal import Logging
internal import Policy

/// Writes messages for machines: one JSON object a line.
///
/// First `time`, `level`, `kind`, `message` and `message_id`, then the fields in the order of their
/// names. A field that is called like one of the five gets an underscore in front.
struct JSONHandler: MessageHandler {
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  var logLevel = Logger.Level.info
  let drops: Drops
  private let stream: LineStream
  private let clock: @Sendable () -> Instant

  /// - Parameter clock: what time it is. It is nobody's decision that hangs on it.
  init(
    to stream: LineStream = .standardError, drops: Drops = .shared,
    clock: @escaping @Sendable () -> Instant = { Self.now }
  ) {
    self.stream = stream
    self.drops = drops
    self.clock = clock
  }

  func write(_ message: Message) -> LineStream.Outcome {
    var object = JSONLine()
    object.add("time", clock().description)
    object.add("level", message.level.rawValue)
    if let kind = message.kind { object.add("kind", kind.rawValue) }
    object.add("message", message.text)
    if let kind = message.kind { object.add("message_id", kind.messageID) }
    for field in message.fields {
      let isTaken = Self.heads.contains(field.key) && (field.key != "kind" || message.kind != nil)
      let key = isTaken ? "_" + field.key : field.key
      switch field.value {
      case .text(let text): object.add(key, text)
      case .integer(let digits): object.add(key, digits: digits)
      }
    }
    return stream.write(object.bytes)
  }

  func waitForRoom(milliseconds: Int32) -> Bool {
    stream.waitForRoom(milliseconds: milliseconds)
  }

  private static let heads: Set = ["time", "level", "kind", "message", "message_id"]

  private static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }
}

/// A JSON object on a line of its own.
private struct JSONLine {
  private var members: [UInt8] = []

  /// The object and a line feed.
  var bytes: [UInt8] { Array("{".utf8) + members + Array("}\n".utf8) }

  mutating func add(_ key: String, _ value: String) {
    begin(key)
    quote(value)
  }

  mutating func add(_ key: String, digits: String) {
    begin(key)
    members.append(contentsOf: digits.utf8)
  }

  private mutating func begin(_ key: String) {
    if !members.isEmpty { members.append(UInt8(ascii: ",")) }
    quote(key)
    members.append(UInt8(ascii: ":"))
  }

  private mutating func quote(_ text: String) {
    members.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": members.append(contentsOf: #"\""#.utf8)
      case "\\": members.append(contentsOf: #"\\"#.utf8)
      case "\n": members.append(contentsOf: #"\n"#.utf8)
      case "\t": members.append(contentsOf: #"\t"#.utf8)
      case _ where scalar.isUnprintable && scalar.value <= 0xFFFF:
        let digits = String(scalar.value, radix: 16)
        members.append(contentsOf: #"\u"#.utf8)
        members.append(contentsOf: String(repeating: "0", count: 4 - digits.count).utf8)
        members.append(contentsOf: digits.utf8)
      default: if let bytes = UTF8.encode(scalar) { members.append(contentsOf: bytes) }
      }
    }
    members.append(UInt8(ascii: "\""))
  }
}
