import Foundation
import Testing

@testable import settled

/// The configuration file and the credential, as editors of all kinds leave them.
@Suite struct ConfigurationFileTests {
  /// A folder which goes with its last reference.
  private final class Folder: Sendable {
    let path = "/tmp/settled-test-\(UUID().uuidString.lowercased())"

    init() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws -> String {
      try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
      return "\(path)/\(name)"
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func lineEnds(_ end: String) throws {
    let lines = ["# a comment", "", "schema = market", "batch-size = 7", ""]
    let values = try SettingsFile.parse(lines.joined(separator: end), "f")
    #expect(values == [.schema: "market", .batchSize: "7"])
  }

  @Test(arguments: ["\n", "\r\n"])
  func numbersOfLines(_ end: String) throws {
    let text = ["# a comment", "", "schema = market", "colour = red"].joined(separator: end)
    let error = try #require(throws: SettingError.self) { try SettingsFile.parse(text, "f") }
    #expect(error.description.contains("in f, line 4"))
  }

  @Test func byteOrderMark() throws {
    let folder = try Folder()
    let file = try folder.write("\u{FEFF}schema = market\r\n", to: "settled.conf")
    #expect(try Settings(commandLine: [:], file: file).schema == "market")
  }

  @Test(arguments: [
    ("secret", "secret"), ("secret\n", "secret"), ("secret\r\n", "secret"), ("secret\r", "secret"),
    ("se cret \r\nmore\n", "se cret "), ("\u{FEFF}secret\r\n", "secret"), ("", ""), ("\r\n", ""),
  ])
  func credential(_ text: String, _ password: String) throws {
    let folder = try Folder()
    _ = try folder.write(text, to: Credential.databasePassword)
    #expect(try Credential.read(Credential.databasePassword, in: folder.path) == password)
  }
}
