import Policy
import Testing

/// Something that is recorded after it could matter: a Project, and what is recorded of it later.
struct Tale: Sendable, CustomTestStringConvertible {
  struct Step: Sendable {
    let at: Instant
    let sql: String
  }

  let name: String
  let steps: [Step]
  /// Of the Project, its first Order and its first cancellation.
  let number: Int64
  /// Of the second ones.
  var second: Int64 { number + 1000 }

  init(_ number: Int64, _ name: String, _ steps: [Step]) {
    self.number = number
    self.name = name
    self.steps = steps
  }

  var testDescription: String { name }

  /// Whether a line of a ledger tells of it.
  func concerns(_ line: String) -> Bool {
    line.split { !$0.isNumber }.contains { $0 == "\(number)" || $0 == "\(second)" }
  }
}
