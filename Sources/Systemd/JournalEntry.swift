internal import CSystemd

/// One entry for the journal: fields and their values, whatever these contain.
package struct JournalEntry: Equatable, Sendable {
  /// `FIELD=value`, one after the other, as `sd_journal_sendv(3)` wants each.
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  package init() {}

  /// Adds a field. The same field may be added more than once: the journal keeps all its values.
  package mutating func add(_ field: JournalField, _ value: String) {
    bytes.append(contentsOf: field.name.utf8)
    bytes.append(UInt8(ascii: "="))
    bytes.append(contentsOf: value.utf8)
    ends.append(bytes.count)
  }

  /// The fields as they are sent, in the order in which they were added.
  package var fields: [[UInt8]] {
    unsafe withVectors { vectors, count in
      unsafe UnsafeBufferPointer(start: vectors, count: Int(count)).map { vector in
        unsafe Array(UnsafeRawBufferPointer(start: vector.iov_base, count: vector.iov_len))
      }
    }
  }

  private var ranges: [Range<Int>] {
    zip([0] + ends, ends).map { $0..<$1 }
  }

  /// Lends the fields in the shape of C for the duration of `body`.
  func withVectors<Result>(_ body: (UnsafePointer<iovec>?, Int32) -> Result) -> Result {
    // sendv only reads; an iovec has no way to say so.
    var bytes = bytes
    return unsafe bytes.withUnsafeMutableBytes { bytes in
      let vectors = unsafe ranges.map { range in
        unsafe iovec(
          iov_base: bytes.baseAddress?.advanced(by: range.lowerBound), iov_len: range.count)
      }
      return unsafe vectors.withUnsafeBufferPointer {
        unsafe body($0.baseAddress, Int32($0.count))
      }
    }
  }
}
