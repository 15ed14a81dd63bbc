extension Rows {
  /// A `bigint`, `integer` or `smallint`.
  package func int64(_ row: Int, _ column: Int) throws(PostgresError) -> Int64 {
    try present(optionalInt64(row, column), column, "bigint")
  }

  /// A `bigint`, `integer` or `smallint`, or nil.
  package func optionalInt64(_ row: Int, _ column: Int) throws(PostgresError) -> Int64? {
    try value(row, column, "bigint", where: \.isInteger) { bytes in
      Int64(bigEndian: bytes)
    }
  }

  /// A `boolean`.
  package func bool(_ row: Int, _ column: Int) throws(PostgresError) -> Bool {
    try present(optionalBool(row, column), column, "boolean")
  }

  /// A `boolean`, or nil.
  package func optionalBool(_ row: Int, _ column: Int) throws(PostgresError) -> Bool? {
    try value(row, column, "boolean", where: { $0 == .bool }) { bytes in
      bytes.first.map { $0 != 0 }
    }
  }

  /// A `text`, or another type that is text in binary as well.
  package func text(_ row: Int, _ column: Int) throws(PostgresError) -> String {
    try present(optionalText(row, column), column, "text")
  }

  /// A `text`, or another type that is text in binary as well, or nil.
  package func optionalText(_ row: Int, _ column: Int) throws(PostgresError) -> String? {
    try value(row, column, "text", where: \.isText) { bytes in
      String(validating: bytes, as: UTF8.self)
    }
  }

  /// A `timestamptz`, in microseconds since 1970; the two extremes are the two infinities.
  package func microseconds(_ row: Int, _ column: Int) throws(PostgresError) -> Int64 {
    try present(optionalMicroseconds(row, column), column, "timestamptz")
  }

  /// A `timestamptz`, in microseconds since 1970, or nil.
  package func optionalMicroseconds(_ row: Int, _ column: Int) throws(PostgresError) -> Int64? {
    try value(row, column, "timestamptz", where: { $0 == .timestamptz }) { bytes in
      Int64(bigEndian: bytes).flatMap(Timestamp.init(wire:))?.microseconds
    }
  }

  /// Reads a value, unless it is null, of one of the types which `accepts` takes.
  private func value<Value>(
    _ row: Int, _ column: Int, _ name: String, where accepts: (TypeID) -> Bool,
    decode: ([UInt8]) -> Value?
  ) throws(PostgresError) -> Value? {
    guard contains(row, column) else {
      throw .unusable("no column \(column) in row \(row): expected \(name)")
    }
    guard accepts(type(column)) else {
      throw .unusable("column \(column) is of type \(type(column).number): expected \(name)")
    }
    guard let bytes = bytes(row, column) else { return nil }
    guard let value = decode(bytes) else {
      throw .unusable("column \(column) cannot be read: expected \(name)")
    }
    return value
  }

  private func present<Value>(
    _ value: Value?, _ column: Int, _ name: String
  ) throws(PostgresError) -> Value {
    guard let value else { throw .unusable("column \(column) is null: expected \(name)") }
    return value
  }
}

extension Int64 {
  /// A number of two, four or eight bytes with its sign; nil for any other width.
  fileprivate init?(bigEndian bytes: [UInt8]) {
    guard let first = bytes.first, [2, 4, 8].contains(bytes.count) else { return nil }
    self = bytes.dropFirst().reduce(Int64(Int8(bitPattern: first))) { $0 << 8 | Int64($1) }
  }
}
