import Foundation
import TestCluster
import Testing

/// What the README shows is what happens.
@Suite struct ReadmeTests {
  private static let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../README.md")

  /// The text of each fenced block that begins with some words.
  private func blocks(_ beginning: String) throws -> [String] {
    let text = try String(contentsOf: Self.readme, encoding: .utf8)
    return text.components(separatedBy: "\n```").enumerated()
      .filter { $0.offset % 2 == 1 && $0.element.hasPrefix(beginning) }
      .map { String($0.element.drop { $0 != "\n" }.dropFirst()) }
  }

  @Test func factsSettledAndExplained() throws {
    var stage = try Stage()
    let facts = try #require(blocks("sql").first)
    _ = try Cluster.shared.psql(stage.database, facts, user: "settled_platform")
    let session = try #require(blocks("\n$ settled run").first)
    let parts = session.components(separatedBy: "$ ").dropFirst()
    #expect(parts.count == 2)
    stage.program.database = Cluster.shared.address(
      database: stage.database, user: "settled_worker")
    for part in parts {
      let lines = part.components(separatedBy: "\n")
      let words = lines[0].split(separator: " ").map(String.init)
      #expect(words.first == "settled")
      let output = try stage.program.run(Array(words.dropFirst())).output
      for line in lines.dropFirst() {
        let shown = line.trimmingCharacters(in: .whitespaces)
        if shown.isEmpty || shown == "…" || shown.hasPrefix("applied") { continue }
        #expect(output.contains(line), "\(line) is not in:\n\(output)")
      }
    }
  }

  /// The line of the journal, as it would stand in it.
  @Test func settlementInTheJournal() throws {
    var stage = try Stage()
    let facts = try #require(blocks("sql").first)
    _ = try Cluster.shared.psql(stage.database, facts, user: "settled_platform")
    let session = try #require(blocks("\n$ journalctl").first)
    let shown = try #require(session.components(separatedBy: "settled[812]: ").last)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    stage.program.database = Cluster.shared.address(
      database: stage.database, user: "settled_worker")
    let said = try stage.program.run("run", "--once", "--log-format", "text").complaint
    #expect(said.contains("<6>\(shown)\n"), "the README shows \(shown), and settled said \(said)")
  }
}
