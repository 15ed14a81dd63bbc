import CLibPQ

/// The answer to a statement: its rows, if it has any, and how many it touched.
///
/// Rows and columns are counted from 0. A value that is null, missing or of another type than it is
/// asked for throws an error of the kind `unusable`: the database is not the one which the
/// statement was written for.
@safe package struct Rows: ~Copyable {
  private let result: OpaquePointer
  /// The number of rows.
  package let count: Int
  /// The types of the columns, asked for once: there is a value for each in every row.
  let types: [TypeID]

  @unsafe init(owning result: OpaquePointer) {
    unsafe self.result = result
    count = Int(unsafe PQntuples(result))
    types = unsafe (0..<PQnfields(result)).map { TypeID(number: unsafe PQftype(result, $0)) }
  }

  deinit {
    unsafe PQclear(result)
  }

  /// The number of rows which were inserted, updated, deleted or selected.
  package var affected: Int {
    unsafe Int(String(cString: PQcmdTuples(result))) ?? 0
  }

  /// The words with which the server confirmed, like `INSERT 0 1`.
  var tag: String {
    unsafe String(cString: PQcmdStatus(result))
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
