/// Rows for `COPY … FROM STDIN (FORMAT binary)`, packed as they are added. The server takes them in
/// less time than an INSERT of arrays, and logs them by the page.
package struct CopyRows: Sendable {
  /// The number of rows.
  package private(set) var count = 0
  private var bytes = Self.signature

  /// No flags, and nothing between them and the rows.
  private static let signature: [UInt8] =
    Array("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0] + [UInt8](repeating: 0, count: 8)
  /// -1 in place of the number of columns ends the rows.
  private static let end: [UInt8] = [0xff, 0xff]
  /// What libpq is given at once; it keeps what it has not yet sent.
  private static let portion = 0x10000

  package init() {}

  /// Adds a row: a value for each column that the statement names, of exactly its type.
  package mutating func add(_ values: Parameter...) {
    bytes.append(bigEndian: Int16(truncatingIfNeeded: values.count))
    for value in values {
      let place = bytes.count
      bytes.append(bigEndian: Int32(-1))
      guard value.write(to: &bytes) else { continue }
      bytes.replace(at: place, with: Int32(truncatingIfNeeded: bytes.count - place - 4))
    }
    count += 1
  }

  /// Lends it all, a portion after the other, while `body` goes on.
  ///
  /// - Returns: whether it went on to the end.
  @unsafe func forEachPortion(_ body: (UnsafePointer<CChar>, Int32) -> Bool) -> Bool {
    for part in [bytes, Self.end] {
      let isWhole = unsafe part.withUnsafeBytes { all in
        var rest = unsafe all[...]
        while unsafe !rest.isEmpty {
          let portion = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(Self.portion))
          guard let start = unsafe portion.baseAddress?.assumingMemoryBound(to: CChar.self),
            unsafe body(start, Int32(portion.count))
          else { return false }
          unsafe rest = rest.dropFirst(portion.count)
        }
        return true
      }
      guard isWhole else { return false }
    }
    return true
  }
}
