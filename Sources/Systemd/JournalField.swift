/// The name of a field in the journal.
///
/// The journal takes upper-case letters, digits and underscores, 64 of them at most, with a letter
/// first, and drops a field that is called otherwise in silence. No other name can be made here.
package struct JournalField: Hashable, Sendable {
  /// Such as `SETTLED_PROJECT_ID`.
  package let name: String

  /// Letters become upper-case ones, and whatever has no place in a name an underscore.
  package init(_ words: String) {
    let bytes = words.unicodeScalars.prefix(64).map { scalar -> UInt8 in
      switch UInt8(exactly: scalar.value) {
      case .some(let letter) where Self.lowercase.contains(letter): letter - 0x20
      case .some(let byte) where Self.uppercase.contains(byte) || Self.digits.contains(byte): byte
      default: UInt8(ascii: "_")
      }
    }
    if let first = bytes.first, Self.uppercase.contains(first) {
      name = String(decoding: bytes, as: UTF8.self)
    } else {
      name = "X" + String(decoding: bytes.prefix(63), as: UTF8.self)
    }
  }

  /// The text of the message.
  package static let message = JournalField("MESSAGE")
  /// What kind of message it is: 128 bits, as 32 hexadecimal digits.
  package static let messageID = JournalField("MESSAGE_ID")
  /// From 7 (debug) to 0 (emergency).
  package static let priority = JournalField("PRIORITY")
  /// The program.
  package static let identifier = JournalField("SYSLOG_IDENTIFIER")

  private static let lowercase = UInt8(ascii: "a")...UInt8(ascii: "z")
  private static let uppercase = UInt8(ascii: "A")...UInt8(ascii: "Z")
  private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
}
