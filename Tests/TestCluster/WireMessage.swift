import Glibc

/// A message of PostgreSQL's protocol, whole, with whatever heads it.
package struct WireMessage: Sendable {
  /// Whose it is.
  package let side: Wire.Side
  /// Which line it goes through: each connection has its own number.
  package let line: Int
  /// The letter that says what it is; 0 for a client's first message, which has none.
  package let type: UInt8
  package let bytes: [UInt8]
  /// The number of the server's process at the other end of the line, once the server has told it.
  package let serverProcess: Int32?

  /// Its strings up to a number of them: a `Parse` begins with the statement's name and its text, a
  /// `Bind` with the names of portal and statement, a `Query` with its text.
  package func strings(_ count: Int) -> [String] {
    bytes.dropFirst(5).split(separator: 0, maxSplits: count, omittingEmptySubsequences: false)
      .prefix(count).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether it is of a type, by its letter.
  package func isA(_ letter: Character) -> Bool {
    letter.asciiValue == type
  }

  /// The number of the server's process, in the message that tells it (`BackendKeyData`).
  var announcedProcess: Int32? {
    guard side == .server, isA("K"), bytes.count >= 9 else { return nil }
    return Int32(bitPattern: bytes[5..<9].reduce(0) { $0 << 8 | UInt32($1) })
  }
}

/// What comes in from one side of a line, taken apart.
struct WireStream {
  let side: Wire.Side
  private let line: Int
  private var bytes: [UInt8] = []
  private var hasBegun: Bool
  fileprivate(set) var serverProcess: Int32?

  init(_ side: Wire.Side, _ line: Int) {
    self.side = side
    self.line = line
    hasBegun = side == .server
  }

  /// Reads what is there; false at the end of the stream.
  mutating func fill(from end: LineEnd) -> Bool {
    guard let more = end.read() else { return false }
    bytes += more
    return true
  }

  /// The next message, if all of it is there.
  mutating func next() -> WireMessage? {
    let head = hasBegun ? 1 : 0
    guard bytes.count >= head + 4 else { return nil }
    let length = bytes[head..<(head + 4)].reduce(0) { $0 << 8 | Int($1) }
    guard bytes.count >= head + length else { return nil }
    let message = WireMessage(
      side: side, line: line, type: hasBegun ? bytes[0] : 0,
      bytes: Array(bytes[..<(head + length)]),
      serverProcess: serverProcess)
    bytes.removeFirst(head + length)
    hasBegun = true
    return message
  }
}

extension [WireStream] {
  mutating func adopt(_ process: Int32) {
    for index in indices { self[index].serverProcess = process }
  }
}
