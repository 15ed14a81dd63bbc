import Foundation
import Logging
import Testing

@testable import Log

@Suite("The catalogue of messages")
struct CatalogueTests {
  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let catalogue = repository.appending(path: "systemd/settled.catalog")
  private static let page = repository.appending(path: "docs/journal.md")

  /// An entry of the catalogue: its header, and its text.
  private struct Entry {
    let id: String
    let headers: [String: String]
    let text: String
  }

  private func entries() throws -> [Entry] {
    let text = try String(contentsOf: Self.catalogue, encoding: .utf8)
    return try ("\n" + text).components(separatedBy: "\n-- ").dropFirst().map { part in
      let sections = part.components(separatedBy: "\n\n")
      let head = sections[0].components(separatedBy: "\n")
      let headers = try head.dropFirst().map { line in
        let words = line.components(separatedBy: ": ")
        try #require(words.count == 2, "\(line)")
        return (words[0], words[1])
      }
      return Entry(
        id: head[0], headers: Dictionary(uniqueKeysWithValues: headers),
        text: sections.dropFirst().joined(separator: "\n\n"))
    }
  }

  @Test("has an entry for each kind, and no other")
  func complete() throws {
    #expect(try entries().map(\.id).sorted() == MessageKind.allCases.map(\.messageID).sorted())
  }

  @Test("says of each what it is, who defined it, where to read on, and what to do")
  func whole() throws {
    for entry in try entries() {
      #expect(entry.headers.keys.sorted() == ["Defined-By", "Documentation", "Subject", "Support"])
      #expect(entry.headers["Defined-By"] == "settled")
      #expect(entry.text.count > 80, "\(entry.id) has little to say")
    }
  }

  /// What the page says of each kind: `### kind`, then a line with its level, MESSAGE_ID and fields.
  private func sections() throws -> [String: String] {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    let parts = text.components(separatedBy: "\n### ").dropFirst().map { part in
      let lines = part.split(separator: "\n", maxSplits: 1).map(String.init)
      return (lines[0], lines[1].components(separatedBy: "\n## ")[0])
    }
    return Dictionary(uniqueKeysWithValues: parts)
  }

  @Test("is told in docs/journal.md, kind by kind, with level and MESSAGE_ID")
  func page() throws {
    let sections = try sections()
    #expect(sections.keys.sorted() == MessageKind.allCases.map(\.rawValue).sorted())
    for kind in MessageKind.allCases {
      let section = try #require(sections[kind.rawValue])
      #expect(section.contains("| \(kind.level.rawValue) | `\(kind.messageID)` |"), "\(kind)")
    }
    let ids = try String(contentsOf: Self.page, encoding: .utf8).matches(of: /[0-9a-f]{32}/)
    #expect(ids.count == MessageKind.allCases.count)
  }

  @Test("names only fields that the page names for the kind")
  func fields() throws {
    let sections = try sections()
    for entry in try entries() {
      let kind = try #require(MessageKind.allCases.first { $0.messageID == entry.id })
      for match in (entry.headers.values.joined() + entry.text).matches(of: /@([A-Z_]+)@/) {
        let field = match.output.1.replacing("SETTLED_", with: "").lowercased()
        #expect(sections[kind.rawValue]?.contains("`\(field)`") == true, "\(kind): \(field)")
      }
    }
  }

  private static let journalctl = "/usr/bin/journalctl"

  @Test(
    "is taken by the journal",
    .enabled(if: FileManager.default.isExecutableFile(atPath: Self.journalctl)))
  func taken() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appending(path: "usr/lib/systemd/catalog")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let database = root.appending(path: "var/lib/systemd/catalog")
    try FileManager.default.createDirectory(at: database, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: Self.catalogue, to: folder.appending(path: "settled.catalog"))
    #expect(try run("--update-catalog", "--root=\(root.path)") == "")
    let listed = try run("--list-catalog", "--root=\(root.path)").split(separator: "\n")
    for kind in MessageKind.allCases {
      #expect(listed.contains { $0.hasPrefix(kind.messageID) && $0.contains(" settled: ") })
    }
    #expect(listed.count == MessageKind.allCases.count)
  }

  /// What journalctl says, on both of its outputs.
  private func run(_ arguments: String...) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: Self.journalctl)
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }
}
