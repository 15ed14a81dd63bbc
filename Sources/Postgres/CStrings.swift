/// Strings in the shape of C: one array of pointers, with a null pointer after the last.
struct CStrings {
  private var bytes: [CChar] = []
  private var offsets: [Int] = []

  init(_ strings: [String]) {
    for string in strings {
      offsets.append(bytes.count)
      bytes.append(contentsOf: string.utf8CString)
    }
  }

  /// Lends the pointers for the duration of `body`.
  @unsafe func withPointers<Result>(
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
  ) -> Result {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      let pointers = unsafe offsets.map { unsafe bytes.baseAddress?.advanced(by: $0) } + [nil]
      return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }
  }
}
