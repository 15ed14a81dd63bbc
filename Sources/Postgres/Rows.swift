import CLibPQ

/// The answer to a statement: its rows, if it has any, and how many it touched.
///
/// Rows and columns are counted from 0. A value that is null, missing or of another type than it is
/// asked for throws an error of the kind `unusable`: the database is not the one which the
/// statement was written for.
@safe package struct Rows: ~Copyable {
  private let result: OpaquePointer

  @unsafe init(owning result: OpaquePointer) {
    unsafe self.result = result
  }

  deinit {
    unsafe PQclear(result)
  }

  /// The number of rows.
  package var count: Int {
    Int(unsafe PQntuples(result))
  }

  /// The number of rows which were inserted, updated, deleted or selected.
  package var affected: Int {
    unsafe Int(String(cString: PQcmdTuples(result))) ?? 0
  }

  /// The words with which the server confirmed, like `INSERT 0 1`.
  var tag: String {
    unsafe String(cString: PQcmdStatus(result))
  }

  /// The type of a column.
  func type(_ column: Int) -> TypeID {
    TypeID(number: unsafe PQftype(result, Int32(clamping: column)))
  }

  /// Whether the answer has such a row and column.
  func contains(_ row: Int, _ column: Int) -> Bool {
    (0..<count).contains(row) && (0..<Int(unsafe PQnfields(result))).contains(column)
  }

  /// Lends the bytes of a value which exists, where libpq has them; nil when it is null.
  @unsafe func bytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer? {
    let (row, column) = (Int32(row), Int32(column))
    guard unsafe PQgetisnull(result, row, column) == 0 else { return nil }
    let start = unsafe UnsafeRawPointer(PQgetvalue(result, row, column))
    let length = Int(unsafe PQgetlength(result, row, column))
    return unsafe UnsafeRawBufferPointer(start: start, count: length)
  }
}

/// The result of libpq is never written to once it is complete.
extension Rows: @unchecked Sendable {}
