/// A value for one of the `$1`, `$2`, … of a statement, or for a column of a COPY's row.
package enum Parameter: Equatable, Sendable {
  /// A `bigint`.
  case int64(Int64?)
  /// A `text`.
  case text(String?)
  /// A `jsonb`, as its text.
  case jsonb(String?)
  /// A `boolean`.
  case bool(Bool?)
  /// A `timestamptz`, in microseconds since 1970; the two extremes are the two infinities.
  case instant(Int64?)
  /// A `bigint[]`.
  case int64s([Int64])
  /// A `bigint[]` with holes.
  case optionalInt64s([Int64?])
  /// A `text[]`.
  case texts([String])
  /// A `text[]` with holes.
  case optionalTexts([String?])
  /// A `timestamptz[]`.
  case instants([Int64])
  /// A `timestamptz[]` with holes.
  case optionalInstants([Int64?])
  /// A `boolean[]`.
  case bools([Bool])
}

extension Parameter {
  /// The type which the server is told.
  var type: TypeID {
    switch self {
    case .int64: .int8
    case .text: .text
    case .jsonb: .jsonb
    case .bool: .bool
    case .instant: .timestamptz
    case .int64s, .optionalInt64s: .int8Array
    case .texts, .optionalTexts: .textArray
    case .instants, .optionalInstants: .timestamptzArray
    case .bools: .boolArray
    }
  }

  /// Appends the binary form, or answers that the value is null.
  func write(to bytes: inout [UInt8]) -> Bool {
    switch self {
    case .int64(let value): bytes.append(optional: value) { $0.append(bigEndian: $1) }
    case .text(let value): bytes.append(optional: value) { $0.append(contentsOf: $1.utf8) }
    case .jsonb(let value):
      // The version of the form, which is the text.
      bytes.append(optional: value) {
        $0.append(1)
        $0.append(contentsOf: $1.utf8)
      }
    case .bool(let value): bytes.append(optional: value) { $0.append($1 ? 1 : 0) }
    case .instant(let value):
      bytes.append(optional: value) { $0.append(bigEndian: Timestamp(microseconds: $1).wire) }
    case .int64s(let values): bytes.append(int64s: values)
    case .optionalInt64s(let values): bytes.append(int64s: values)
    case .texts(let values): bytes.append(texts: values)
    case .optionalTexts(let values): bytes.append(texts: values)
    case .instants(let values): bytes.append(instants: values)
    case .optionalInstants(let values): bytes.append(instants: values)
    case .bools(let values): bytes.append(bools: values)
    }
  }
}
