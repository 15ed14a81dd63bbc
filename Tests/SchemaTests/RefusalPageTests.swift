import Foundation
import Testing

/// What the platform's engineers read about refusals.
@Suite struct RefusalPageTests {
  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Every invariant that a guard names, but for those that only a worker could break.
  private func invariants() throws -> Set<String> {
    let folder = Self.repository.appending(path: "sql/migrations")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try files.reduce(into: []) { names, file in
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for match in text.matches(of: /CONSTRAINT = '([a-z_]+)'/) {
        let name = String(match.1)
        if name.hasSuffix("_fkey") || name == "cancellations_end_is_final" { continue }
        names.insert(name)
      }
    }
  }

  @Test("docs/facts.md has a line for each invariant, and no other")
  func complete() throws {
    let page = try String(
      contentsOf: Self.repository.appending(path: "docs/facts.md"), encoding: .utf8)
    let lines = page.matches(of: /(?m)^\| `([a-z_]+)` \| [A-Z]/).map { String($0.1) }
    let ownTables: Set = ["refund_credits_are_append_only"]
    #expect(Set(lines).subtracting(ownTables) == (try invariants()))
    #expect(lines.count == Set(lines).count)
  }
}
