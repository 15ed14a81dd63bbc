import TestModel

/// Changes to bytes, of the kinds that parsers stumble over.
enum Mutation {
  /// What is put in: ends of ranges, separators, quotes, controls, and bytes that are no UTF-8.
  private static let morsels: [[UInt8]] =
    [
      "", "0", "-1", "+", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
      "1e9", "NaN", "=", "==", "\"", "'", "\\", "\\'", "#", "\n", "\r", "\r\n", "\t", " ", "\u{0}",
      "\u{1B}[2J", "\u{FEFF}", "\u{2028}", "\u{85}", "\u{301}", "\u{202E}", "１", "٣", "ﬀ", "👩‍👩‍👧",
      "%", "%00", "%zz", "@", ":", "/", "//", "://", "?", "&", "[", "]", ",", ";", "$user", "../",
      "ms", "d", "--", "-", "--=", "postgresql://", "host=", "password=", "settled",
    ].map { Array($0.utf8) } + [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
    ]

  /// The same bytes after one to four changes.
  static func mutate(_ bytes: [UInt8], using dice: inout SplitMix64) -> [UInt8] {
    var bytes = bytes
    for _ in 0...dice.below(4) { change(&bytes, using: &dice) }
    return bytes
  }

  private static func change(_ bytes: inout [UInt8], using dice: inout SplitMix64) {
    let place = dice.below(bytes.count + 1)
    let end = min(bytes.count, place + dice.below(12) + 1)
    switch dice.below(10) {
    case 0, 1: bytes.insert(contentsOf: morsels[dice.below(morsels.count)], at: place)
    case 2: bytes.replaceSubrange(place..<end, with: morsels[dice.below(morsels.count)])
    case 3: bytes.removeSubrange(place..<end)
    case 4: bytes.insert(contentsOf: bytes[place..<end], at: dice.below(bytes.count + 1))
    case 5: bytes.removeSubrange(place...)
    case 6:
      let slice = place < end ? bytes[place..<end] : [0x41]
      for _ in 0..<dice.pick(3, 60, 3000) { bytes.insert(contentsOf: slice, at: place) }
    case 7 where place < bytes.count: bytes[place] = UInt8(dice.below(256))
    default:
      guard place < bytes.count else { return }
      bytes[place] ^= 1 << UInt8(dice.below(8))
    }
  }
}

extension [UInt8] {
  /// The bytes as one printable line, so that a failure can be repeated.
  var quoted: String {
    let text = prefix(300).map { byte in
      (0x20...0x7E).contains(byte) && byte != 0x5C
        ? String(UnicodeScalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    return "“\(text)\(count > 300 ? "… (\(count) bytes)" : "")”"
  }
}
