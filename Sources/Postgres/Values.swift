extension Rows {
  /// A `bigint`, `integer` or `smallint`.
  package func int64(_ row: Int, _ column: Int) throws(PostgresError) -> Int64 {
    try present(optionalInt64(row, column), column, "bigint")
  }

  /// A `bigint`, `integer` or `smallint`, or nil.
  package func optionalInt64(_ row: Int, _ column: Int) throws(PostgresError) -> Int64? {
    try unsafe value(row, column, "bigint", where: \.isInteger) { bytes in
      unsafe Int64(bigEndian: bytes)
    }
  }

  /// A `boolean`.
  package func bool(_ row: Int, _ column: Int) throws(PostgresError) -> Bool {
    try present(optionalBool(row, column), column, "boolean")
  }

  /// A `boolean`, or nil.
  package func optionalBool(_ row: Int, _ column: Int) throws(PostgresError) -> Bool? {
    try unsafe value(row, column, "boolean", where: { $0 == .bool }) { bytes in
      unsafe bytes.first.map { $0 != 0 }
    }
  }

  /// A `text`, or another type that is text in binary as well.
  package func text(_ row: Int, _ column: Int) throws(PostgresError) -> String {
    try present(optionalText(row, column), column, "text")
  }

  /// A `text`, or another type that is text in binary as well, or nil.
  package func optionalText(_ row: Int, _ column: Int) throws(PostgresError) -> String? {
    try unsafe value(row, column, "text", where: \.isText) { bytes in
      // libpq ends each value with a zero byte, and text holds none: the standard library reads that
      // many times faster than it reads a buffer of bytes.
      guard let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
        let text = unsafe String(validatingCString: start), text.utf8.count == bytes.count
      else { return nil }
      return text
    }
  }

  /// A `timestamptz`, in microseconds since 1970; the two extremes are the two infinities.
  package func microseconds(_ row: Int, _ column: Int) throws(PostgresError) -> Int64 {
    try present(optionalMicroseconds(row, column), column, "timestamptz")
  }

  /// A `timestamptz`, in microseconds since 1970, or nil.
  package func optionalMicroseconds(_ row: Int, _ column: Int) throws(PostgresError) -> Int64? {
    try unsafe value(row, column, "timestamptz", where: { $0 == .timestamptz }) { bytes in
      unsafe Int64(bigEndian: bytes).flatMap(Timestamp.init(wire:))?.microseconds
    }
  }

  /// Reads a value, unless it is null, of one of the types which `accepts` takes.
  @unsafe private func value<Value>(
    _ row: Int, _ column: Int, _ name: String, where accepts: (TypeID) -> Bool,
    decode: (UnsafeRawBufferPointer) -> Value?
  ) throws(PostgresError) -> Value? {
    guard (0..<count).contains(row), types.indices.contains(column) else {
      throw .unusable("no column \(column) in row \(row): expected \(name)")
    }
    let type = types[column]
    guard accepts(type) else {
      throw .unusable("column \(column) is of type \(type.number): expected \(name)")
    }
    guard let bytes = unsafe bytes(row, column) else { return nil }
    // A number of another width than its type's would be another number.
    let width = type.width ?? bytes.count
    guard bytes.count == width, let value = unsafe decode(bytes) else {
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
  fileprivate init?(bigEndian bytes: UnsafeRawBufferPointer) {
    switch bytes.count {
    case 8: self = unsafe Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
    case 4: self = unsafe Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
    case 2: self = unsafe Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
    default: return nil
    }
  }
}
