/// The parameters of a statement in the shape in which libpq takes them: all values one after
/// another in one buffer, each followed by a byte which belongs to none, so that an empty value has
/// an address too.
struct PackedParameters: Sendable {
  private var bytes: [UInt8] = []
  private var ranges: [Range<Int>?] = []
  private let types: [UInt32]
  /// The most that PostgreSQL takes as one value.
  private static let limit = 0x3fff_ffff

  /// - Throws: a PostgreSQL error 54000 for a value that is too large to send.
  init(_ parameters: [Parameter]) throws(PostgresError) {
    types = parameters.map(\.type.number)
    for parameter in parameters {
      let start = bytes.count
      let range = parameter.write(to: &bytes) ? start..<bytes.count : nil
      bytes.append(0)
      ranges.append(range)
      if let range, range.count > Self.limit {
        throw PostgresError(sqlState: "54000", message: "a parameter is larger than 1 GB")
      }
    }
  }

  /// Lends the number of parameters, their types, values, lengths and formats to `body`.
  @unsafe func withPointers<Result>(
    _ body: (
      Int32, UnsafePointer<UInt32>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
      UnsafePointer<Int32>?
    ) -> Result
  ) -> Result {
    let lengths = ranges.map { Int32($0?.count ?? 0) }
    let formats = ranges.map { _ in Int32(1) }
    return unsafe bytes.withUnsafeBytes { bytes in
      let values = unsafe ranges.map { range -> UnsafePointer<CChar>? in
        guard let range else { return nil }
        return unsafe bytes.baseAddress?.advanced(by: range.lowerBound)
          .assumingMemoryBound(to: CChar.self)
      }
      return unsafe body(Int32(ranges.count), types, values, lengths, formats)
    }
  }
}
