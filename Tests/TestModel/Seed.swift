import Foundation

/// Where the random Projects come from: another seed, other Projects.
///
/// `SETTLED_TEST_SEED=12345 swift test` tries others; a failure prints the seed that it needs.
package enum Seed {
  package static let base: UInt64 =
    ProcessInfo.processInfo.environment["SETTLED_TEST_SEED"].flatMap(UInt64.init) ?? 2026_02

  /// A generator of its own for each number, so that one case can be tried alone.
  package static func generator(_ number: Int64) -> SplitMix64 {
    var mixed = SplitMix64(seed: base ^ UInt64(bitPattern: number) &* 0xD134_2543_DE82_EF95)
    return SplitMix64(seed: mixed.next())
  }

  /// What somebody needs who wants to see a failure again.
  package static func note(_ number: Int64) -> String {
    "\(note), Project \(number)"
  }

  /// The same, where no single Project is to blame.
  package static let note = "SETTLED_TEST_SEED=\(base)"
}
