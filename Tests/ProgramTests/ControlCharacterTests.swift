import Foundation
import TestCluster
import Testing

/// What comes from outside can neither forge a line of the log nor give orders to a terminal.
@Suite struct ControlCharacterTests {
  @Test(arguments: [
    "x\n<3>forged\u{1B}[31m", "x\r\n<3>forged\u{9B}31m", "x\u{2028}forged\u{7F}",
    "x\u{202E}forged\u{7}",
  ])
  func complaint(_ schema: String) throws {
    let stage = try Stage()
    for (name, value) in [("SETTLED_SCHEMA", schema), ("SETTLED_LOG_LEVEL", schema)] {
      var program = stage.program
      program.environment[name] = value
      let complaint = try program.run("run", "--once").complaint
      #expect(complaint.hasPrefix("settled: "))
      #expect(isClean(complaint.dropLast()), "\(complaint)")
      #expect(complaint.contains("forged"))
    }
  }

  @Test func answer() throws {
    let stage = try Stage()
    try stage.addUnjudgeable()
    _ = try stage.program.run("run", "--once")
    try stage.sql(
      """
      ALTER TABLE quarantine DISABLE TRIGGER ALL;
      UPDATE quarantine SET detail = E'x\\u001B[31m\\u009B\\u202E\\r\\ny';
      """)
    let text = try stage.program.run("quarantine", "list")
    #expect(text.status == 0, "\(text.complaint)")
    #expect(text.output.contains("x\\u001B[31m\\u009B\\u202E\\u000D\n"), "\(text.output)")
    #expect(text.output.split(separator: "\n").allSatisfy { isClean($0) })
    let json = try stage.program.run("quarantine", "list", "--json")
    #expect(json.output.contains("\\u009B"), "\(json.output)")
    #expect(json.output.split(separator: "\n").allSatisfy { isClean($0) })
    let parsed = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
    #expect("\(parsed)".contains("x"))
    #expect(String(describing: parsed).unicodeScalars.contains("\u{9B}"))
  }

  private func isClean(_ text: some StringProtocol) -> Bool {
    !text.unicodeScalars.contains { scalar in
      scalar.properties.generalCategory == .control || scalar.properties.isBidiControl
        || scalar == "\u{2028}"
    }
  }
}
