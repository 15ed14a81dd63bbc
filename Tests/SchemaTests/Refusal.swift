import Postgres
import Testing

/// A refusal as a person and a program read it: the sentence and the invariant's name.
struct Refusal: Equatable, Sendable {
  let constraint: String
  let message: String

  init(_ constraint: String, _ message: String) {
    self.constraint = constraint
    self.message = message
  }
}

/// Expects an error, down to its words.
func expect(
  _ error: PostgresError?, _ refusal: Refusal,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(error?.message == refusal.message, sourceLocation: sourceLocation)
  #expect(error?.constraint == refusal.constraint, sourceLocation: sourceLocation)
}
