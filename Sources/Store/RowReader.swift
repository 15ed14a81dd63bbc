internal import Policy
internal import Postgres

/// Reads the closed sets of values out of one row, and remembers the first that it does not know.
struct RowReader {
  private let subject: Fault.Subject
  private let id: Int64
  private let row: Int
  private(set) var fault: Fault?

  init(_ subject: Fault.Subject, _ id: Int64, _ row: Int) {
    self.subject = subject
    self.id = id
    self.row = row
  }

  /// - Parameter placeholder: stands in for a value that is not known; the fault keeps it from ever
  ///   being judged.
  mutating func value<Value: RawRepresentable & CaseIterable>(
    _ rows: borrowing Rows, _ column: Int, _ name: String, or placeholder: Value
  ) throws(PostgresError) -> Value where Value.RawValue == String {
    let text = try rows.text(row, column)
    if let value = Value(rawValue: text) { return value }
    unknown(text, name, Value.allCases.map(\.rawValue))
    return placeholder
  }

  mutating func optionalValue<Value: RawRepresentable & CaseIterable>(
    _ rows: borrowing Rows, _ column: Int, _ name: String
  ) throws(PostgresError) -> Value? where Value.RawValue == String {
    guard let text = try rows.optionalText(row, column) else { return nil }
    if let value = Value(rawValue: text) { return value }
    unknown(text, name, Value.allCases.map(\.rawValue))
    return nil
  }

  private mutating func unknown(_ text: String, _ name: String, _ allowed: [String]) {
    guard fault == nil else { return }
    fault = Fault(
      subject: subject, subjectID: id, code: "unknown_value",
      detail: "The \(name) of \(subject.rawValue) \(id) is “\(text)”, which settled does not know;"
        + " it must be one of \(allowed.joined(separator: ", ")). Correct it.")
  }
}

extension Rows {
  /// A `timestamptz`, or nil.
  func instant(_ row: Int, _ column: Int) throws(PostgresError) -> Instant? {
    try optionalMicroseconds(row, column).map(Instant.init(microseconds:))
  }
}

extension Fault {
  /// A row with a NULL or a value that only a row from before the constraints can hold.
  static func illegible(_ subject: Subject, _ id: Int64, _ error: PostgresError) -> Fault {
    Fault(
      subject: subject, subjectID: id, code: "illegible_row",
      detail: "The row of \(subject.rawValue) \(id) can't be read: \(error.message). Correct it.")
  }
}

extension Project {
  /// Stands in for a Project whose row can't be read; the fault keeps it from ever being judged.
  static func placeholder(_ id: Int64) -> Project {
    Project(
      id: id, advertiserID: 0, providerID: nil, kind: .creatorContentAtScale, currency: "")
  }
}
