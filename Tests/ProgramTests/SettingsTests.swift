import Foundation
import TestCluster
import Testing

@testable import settled

/// Where settings come from, and in which order.
@Suite struct SettingsTests {
  @Test func commandLineThenEnvironmentThenFile() throws {
    let stage = try Stage()
    let file = "/tmp/settled-test-\(UUID().uuidString).conf"
    try "schema = absent_in_file\n".write(toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    var program = stage.program
    program.environment["SETTLED_CONFIG"] = file
    #expect(try program.run("status").complaint.contains("absent_in_file"))
    program.environment["SETTLED_SCHEMA"] = "absent_in_environment"
    #expect(try program.run("status").complaint.contains("absent_in_environment"))
    let run = try program.run("status", "--schema", "settled")
    #expect(run.status == 0, "\(run.complaint)")
  }

  @Test func fileOfKeysAndValues() throws {
    let text = """
      # a comment

      database = "host=/run/postgresql dbname=market"
        batch-size=500
      SETTLED_SCHEMA = market
      """
    let values = try SettingsFile.parse(text, "test")
    #expect(
      values == [
        .database: "host=/run/postgresql dbname=market", .batchSize: "500", .schema: "market",
      ])
  }

  @Test(arguments: [
    ("batch-size", "key = value"), ("batchsize = 1", "one of database, schema"),
    ("schema = a\nschema = b", "given once"), ("= x", "one of database"),
  ])
  func fileThatMakesNoSense(_ text: String, _ complaint: String) throws {
    let error = try #require(throws: SettingError.self) { try SettingsFile.parse(text, "f") }
    #expect(error.description.contains(complaint))
    #expect(error.description.contains("in f, line"))
  }

  @Test(arguments: [
    ("500ms", 500_000), ("1s", 1_000_000), ("2m", 120_000_000), ("36h", 129_600_000_000),
    ("3d", 259_200_000_000), ("0s", 0),
  ])
  func durations(_ text: String, _ microseconds: Int64) {
    #expect(Duration.microseconds(text) == microseconds)
  }

  @Test(arguments: ["", "s", "3", "-1s", "1 s", "1.5h", "3D", "99999999999999d", "٣d"])
  func noDurations(_ text: String) {
    #expect(Duration.microseconds(text) == nil)
  }
}
