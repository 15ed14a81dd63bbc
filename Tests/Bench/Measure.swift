/// Something that is measured: one or more figures, each with what it has to reach.
protocol Measure: Sendable {
  /// Its name on the command line, as `approvals`.
  static var name: String { get }

  init()

  /// Measures, and checks what was written meanwhile.
  func run(on ground: Ground) throws -> [Finding]
}

/// What was measured is not what it was meant to be, so that a figure would say nothing.
struct Flaw: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
