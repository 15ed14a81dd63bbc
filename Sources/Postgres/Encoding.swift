/// The binary form of values and of one-dimensional arrays. Whatever may be null answers whether there
/// was a value at all.
extension [UInt8] {
  /// Appends a number in the order of the network.
  mutating func append<Value: FixedWidthInteger>(bigEndian value: Value) {
    unsafe Swift.withUnsafeBytes(of: value.bigEndian) { unsafe append(contentsOf: $0) }
  }

  /// Writes a length over the place that was kept for it.
  mutating func replace(at place: Int, with value: Int32) {
    unsafe Swift.withUnsafeBytes(of: value.bigEndian) {
      unsafe replaceSubrange(place..<place + $0.count, with: $0)
    }
  }

  /// Appends a value, if there is one.
  mutating func append<Value>(
    optional value: Value?, write: (inout [UInt8], Value) -> Void
  ) -> Bool {
    guard let value else { return false }
    write(&self, value)
    return true
  }

  mutating func append(int64s values: [Int64]) -> Bool {
    append(array: values, of: .int8, width: 8) { $0.append(int64: $1) }
  }

  mutating func append(int64s values: [Int64?]) -> Bool {
    append(array: values, of: .int8, width: 8) { $0.append(nullable: $1) { $0.append(int64: $1) } }
  }

  mutating func append(instants values: [Int64]) -> Bool {
    append(array: values, of: .timestamptz, width: 8) { $0.append(instant: $1) }
  }

  mutating func append(instants values: [Int64?]) -> Bool {
    append(array: values, of: .timestamptz, width: 8) {
      $0.append(nullable: $1) { $0.append(instant: $1) }
    }
  }

  mutating func append(texts values: [String]) -> Bool {
    append(array: values, of: .text, width: 16) { $0.append(text: $1) }
  }

  mutating func append(texts values: [String?]) -> Bool {
    append(array: values, of: .text, width: 16) { $0.append(nullable: $1) { $0.append(text: $1) } }
  }

  mutating func append(bools values: [Bool]) -> Bool {
    append(array: values, of: .bool, width: 1) { bytes, value in
      bytes.append(bigEndian: Int32(1))
      bytes.append(value ? 1 : 0)
    }
  }

  /// Appends the header of an array and its elements, whose `width` is an estimate to reserve by.
  /// That there may be nulls is what the flag says, and no harm when there are none.
  private mutating func append<Item>(
    array: [Item], of type: TypeID, width: Int, write: (inout [UInt8], Item) -> Void
  ) -> Bool {
    reserveCapacity(count + 20 + array.count * (4 + width))
    let dimensions: Int32 = array.isEmpty ? 0 : 1
    append(bigEndian: dimensions)
    append(bigEndian: Int32(1))
    append(bigEndian: type.number)
    guard !array.isEmpty else { return true }
    append(bigEndian: Int32(truncatingIfNeeded: array.count))
    append(bigEndian: Int32(1))
    for element in array { write(&self, element) }
    return true
  }

  private mutating func append(int64 value: Int64) {
    append(bigEndian: Int32(8))
    append(bigEndian: value)
  }

  private mutating func append(instant value: Int64) {
    append(int64: Timestamp(microseconds: value).wire)
  }

  private mutating func append(text value: String) {
    append(bigEndian: Int32(truncatingIfNeeded: value.utf8.count))
    append(contentsOf: value.utf8)
  }

  private mutating func append<Value>(
    nullable value: Value?, write: (inout [UInt8], Value) -> Void
  ) {
    guard let value else { return append(bigEndian: Int32(-1)) }
    write(&self, value)
  }
}
