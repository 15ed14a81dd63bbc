import Testing

/// A row which the database refuses, the invariant it offends, and its nearest valid neighbour.
struct ConstraintCase: Sendable, CustomTestStringConvertible {
  let constraint: String
  let refused: Row
  let accepted: Row

  init(_ constraint: String, _ base: Row, refused: [String: String], accepted: [String: String]) {
    self.constraint = constraint
    self.refused = base.with(refused)
    self.accepted = base.with(accepted)
  }

  var testDescription: String { refused.insert }
}
