/// Something that befalls settled, over and over, until it has happened often enough.
protocol Ordeal: Sendable {
  /// Its name on the command line and in the report, as `kill-random`.
  static var name: String { get }
  /// The kinds of faults that it deals out, and how often each has to have happened at least: in CI,
  /// and in a full run.
  static var faults: [FaultKind] { get }

  init()

  /// Deals out faults until the trial has had enough, then has all that is due done, and every row
  /// compared with what the facts demand.
  func run(_ trial: inout Trial) throws
}

/// A kind of fault, and how often it has to happen at least.
struct FaultKind: Sendable {
  let name: String
  let brief: Int
  let full: Int

  init(_ name: String, brief: Int, full: Int) {
    self.name = name
    self.brief = brief
    self.full = full
  }
}
