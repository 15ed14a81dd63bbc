/// The number by which PostgreSQL knows a type; those of the built-in types never change.
struct TypeID: Equatable {
  let number: UInt32

  static let bool = TypeID(number: 16)
  static let name = TypeID(number: 19)
  static let int8 = TypeID(number: 20)
  static let int2 = TypeID(number: 21)
  static let int4 = TypeID(number: 23)
  static let text = TypeID(number: 25)
  static let json = TypeID(number: 114)
  static let unknown = TypeID(number: 705)
  static let bpchar = TypeID(number: 1042)
  static let varchar = TypeID(number: 1043)
  static let timestamptz = TypeID(number: 1184)
  static let jsonb = TypeID(number: 3802)

  static let boolArray = TypeID(number: 1000)
  static let textArray = TypeID(number: 1009)
  static let int8Array = TypeID(number: 1016)
  static let timestamptzArray = TypeID(number: 1185)

  /// Whether a type is a whole number of two, four or eight bytes.
  var isInteger: Bool {
    self == .int8 || self == .int4 || self == .int2
  }

  /// How many bytes a value has in binary; nil where that depends on the value.
  var width: Int? {
    switch self {
    case .bool: 1
    case .int2: 2
    case .int4: 4
    case .int8, .timestamptz: 8
    default: nil
    }
  }

  /// Whether the binary form of a type is its text. The types which a database adds, from 16384 on,
  /// are taken to be enumerations.
  var isText: Bool {
    switch self {
    case .text, .varchar, .bpchar, .name, .json, .unknown: true
    default: number >= 16384
    }
  }
}
