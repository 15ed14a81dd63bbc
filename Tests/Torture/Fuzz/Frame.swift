import TestModel

/// One message of a server's, as it travels: a letter, the length of the rest, the rest.
struct Frame {
  /// What may be done to the messages of a server.
  enum Garbling: Sendable {
    /// Whatever shows: no value is replaced by another of the same form, so that whoever reads them
    /// carefully never decides anything else than what the facts demand.
    case form
    /// Numbers and instants of another width than their type's, and nothing else.
    case width
    /// Anything at all.
    case anything
  }

  /// What has become of a message.
  struct Garbled {
    var bytes: [UInt8]
    /// No more comes on this line: what follows could not be told apart any more.
    var endsLine = false
  }

  let letter: UInt8
  var body: [UInt8]

  /// The message as it was sent.
  var bytes: [UInt8] { Self.bytes(letter, body) }

  private static func bytes(_ letter: UInt8, _ body: [UInt8], lying lie: Int32 = 0) -> [UInt8] {
    let length = Int32(truncatingIfNeeded: body.count + 4) &+ lie
    return [letter] + withUnsafeBytes(of: length.bigEndian) { Array($0) } + body
  }

  /// The first whole message of what has come in, which is taken out of it.
  static func next(of bytes: inout [UInt8]) -> Frame? {
    guard bytes.count >= 5 else { return nil }
    let length = bytes[1...4].reduce(0) { $0 << 8 | Int($1) }
    guard length >= 4, bytes.count >= length + 1 else { return nil }
    let frame = Frame(letter: bytes[0], body: Array(bytes[5..<(length + 1)]))
    bytes.removeFirst(length + 1)
    return frame
  }

  /// The message after something was done to it.
  func garbled(_ garbling: Garbling, using dice: inout SplitMix64) -> Garbled {
    var garbled = changed(garbling, using: &dice)
    // Whoever got no word of the end of an answer would wait for it, and rightly; so would a server that
    // waits for rows, when the word that asks for them does not arrive.
    let isAwaited = "ZRG".utf8.contains(letter)
    if isAwaited, garbled.bytes.count != bytes.count || garbled.bytes.first != letter {
      garbled.endsLine = true
    }
    return garbled
  }

  private func changed(_ garbling: Garbling, using dice: inout SplitMix64) -> Garbled {
    if garbling == .width { return garbledWidth(using: &dice) }
    // Most of what a worker goes by comes in rows.
    if garbling == .form, letter == UInt8(ascii: "D"), dice.chance(60) {
      return garbledRow(using: &dice)
    }
    return switch dice.below(garbling == .anything ? 14 : 10) {
    case 0: garbledLetter(using: &dice)
    case 1: garbledLength(using: &dice)
    case 2:
      Garbled(
        bytes: Self.bytes(letter, Array(body.prefix(dice.below(body.count + 1)))), endsLine: true)
    case 3: Garbled(bytes: Self.bytes(letter, body + Self.junk(using: &dice)))
    case 4: Garbled(bytes: Self.complaint(using: &dice), endsLine: dice.chance(30))
    case 5: Garbled(bytes: Self.aside(using: &dice) + bytes)
    case 6...9: garbledContent(using: &dice)
    default:
      Garbled(
        bytes: Self.bytes(letter, Mutation.mutate(body, using: &dice)), endsLine: dice.chance(20))
    }
  }

  private func garbledLetter(using dice: inout SplitMix64) -> Garbled {
    let letters = Array("DTCZENASK123nstRGHWdcIvV".utf8)
    let other = dice.chance(80) ? letters[dice.below(letters.count)] : UInt8(dice.below(256))
    return Garbled(bytes: Self.bytes(other, body), endsLine: true)
  }

  private func garbledLength(using dice: inout SplitMix64) -> Garbled {
    let lie: Int32 = dice.pick(
      -1, 1, -4, 4, 1000, .max, .min, -Int32(truncatingIfNeeded: body.count) - 4, 0x1000_0000)
    return Garbled(bytes: Self.bytes(letter, body, lying: lie), endsLine: true)
  }

  private static func junk(using dice: inout SplitMix64) -> [UInt8] {
    (0..<dice.pick(1, 4, 40, 70_000)).map { _ in UInt8(dice.below(256)) }
  }

  /// An error nobody has made, sometimes one that can't be read.
  private static func complaint(using dice: inout SplitMix64) -> [UInt8] {
    let state = dice.pick(
      "40001", "40P01", "57014", "53100", "53300", "42501", "57P01", "23505", "22003", "XX000",
      "P0001", "28P01", "25006", "", "ééééé", "0")
    var body: [UInt8] = []
    for field in ["SERROR", "C\(state)", "Mmade up \u{1B}[31m%s%n"] where dice.chance(90) {
      body += Array(field.utf8) + [0]
    }
    if dice.chance(10) { body += [0x4D, 0xFF, 0xFE, 0] }
    return bytes(0x45, dice.chance(90) ? body + [0] : body)
  }

  /// What a server may say at any time.
  private static func aside(using dice: inout SplitMix64) -> [UInt8] {
    switch dice.below(3) {
    case 0: bytes(0x53, Array("client_encoding\u{0}SQL_ASCII\u{0}".utf8))
    case 1: bytes(0x4E, Array("SNOTICE\u{0}C00000\u{0}Mby the way\u{0}\u{0}".utf8))
    default: bytes(0x41, [0, 0, 0, 7] + Array("channel\u{0}payload\u{0}".utf8))
    }
  }
}

extension Frame {
  /// Something done to what the message says.
  private func garbledContent(using dice: inout SplitMix64) -> Garbled {
    switch letter {
    case UInt8(ascii: "D"): garbledRow(using: &dice)
    case UInt8(ascii: "T"): garbledColumns(using: &dice)
    case UInt8(ascii: "C"):
      Garbled(
        bytes: Self.bytes(
          letter,
          Array(
            dice.pick(
              "", "COMMIT", "ROLLBACK", "SELECT 0", "INSERT 0 0", "UPDATE 99999999999999999999",
              "DELETE -1", "INSERT 0 1"
            ).utf8) + [0]))
    case UInt8(ascii: "Z"): Garbled(bytes: Self.bytes(letter, [dice.pick(0x49, 0x54, 0x45, 0x78)]))
    default: Garbled(bytes: bytes, endsLine: true)
    }
  }

  /// A row with a value of a wrong width, without one that must be there, with too few or too many,
  /// twice, or not at all.
  private func garbledRow(using dice: inout SplitMix64) -> Garbled {
    guard var values = rowValues, !values.isEmpty else {
      return Garbled(bytes: bytes, endsLine: true)
    }
    let place = dice.below(values.count)
    switch dice.below(7) {
    case 0: return Garbled(bytes: [])
    case 1: return Garbled(bytes: bytes + bytes)
    case 2: values[0] = nil
    case 3: values.remove(at: place)
    case 4: values.insert([0, 0, 0, 0, 0, 0, 0, 1], at: place)
    default: return garbledWidth(using: &dice)
    }
    return Garbled(bytes: Self.row(values))
  }

  /// A row with a number or an instant of another width. Only they have one; a text of another length
  /// is another text.
  private func garbledWidth(using dice: inout SplitMix64) -> Garbled {
    guard letter == UInt8(ascii: "D"), var values = rowValues else { return Garbled(bytes: bytes) }
    let places = values.indices.filter { values[$0]?.count == 8 }
    guard !places.isEmpty else { return Garbled(bytes: bytes) }
    let place = places[dice.below(places.count)]
    let (value, width) = (values[place] ?? [], dice.pick(2, 2, 4, 4, 0, 1, 3, 7))
    values[place] = Array(dice.chance(50) ? value.prefix(width) : value.suffix(width))
    return Garbled(bytes: Self.row(values))
  }

  private static func row(_ values: [[UInt8]?]) -> [UInt8] {
    var body = [UInt8(values.count >> 8 & 0xFF), UInt8(values.count & 0xFF)]
    for value in values {
      let length = Int32(truncatingIfNeeded: value?.count ?? -1)
      body += withUnsafeBytes(of: length.bigEndian) { Array($0) } + (value ?? [])
    }
    return bytes(UInt8(ascii: "D"), body)
  }

  private var rowValues: [[UInt8]?]? {
    guard body.count >= 2 else { return nil }
    var rest = body.dropFirst(2)
    var values: [[UInt8]?] = []
    for _ in 0..<(Int(body[0]) << 8 | Int(body[1])) {
      guard rest.count >= 4 else { return nil }
      let length = Int32(bitPattern: rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
      rest = rest.dropFirst(4)
      guard length >= 0 else {
        values.append(nil)
        continue
      }
      guard rest.count >= Int(length) else { return nil }
      values.append(Array(rest.prefix(Int(length))))
      rest = rest.dropFirst(Int(length))
    }
    return values
  }

  /// Columns of other types, or another number of them.
  private func garbledColumns(using dice: inout SplitMix64) -> Garbled {
    guard body.count > 2 else { return Garbled(bytes: bytes, endsLine: true) }
    var body = body
    if dice.chance(30) {
      body[1] = UInt8(dice.below(256))
      return Garbled(bytes: Self.bytes(letter, body), endsLine: true)
    }
    // Name, table, attribute, type, width, modifier, format.
    var place = 2
    var types: [Int] = []
    while let end = body[place...].firstIndex(of: 0), end + 18 < body.count + 1 {
      types.append(end + 7)
      place = end + 19
      if place >= body.count { break }
    }
    guard !types.isEmpty else { return Garbled(bytes: bytes, endsLine: true) }
    let type: UInt32 = dice.pick(
      16, 17, 20, 21, 23, 25, 1043, 1184, 1114, 1700, 2950, 0, 0xFFFF_FFFF)
    let start = types[dice.below(types.count)]
    body.replaceSubrange(
      start..<(start + 4), with: withUnsafeBytes(of: type.bigEndian) { Array($0) })
    return Garbled(bytes: Self.bytes(letter, body))
  }
}
