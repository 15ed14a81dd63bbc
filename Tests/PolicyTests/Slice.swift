/// Equal slices of the 100,000 random Projects that every law is tried on, so that all cores work.
enum Slice {
  static let all = 0..<20
  private static let length: Int64 = 5_000

  static func numbers(_ slice: Int) -> Range<Int64> {
    let first = Int64(slice) * length
    return first..<(first + length)
  }
}
