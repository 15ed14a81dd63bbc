import Foundation

/// What a run prints: a table as it goes on, or one JSON object at its end.
final class Report {
  private struct Whole: Encodable {
    let sizes: [String: Int]
    let settings: [String: String]
    let findings: [Finding]
  }

  private let isJSON: Bool
  private var sizes: [String: Int] = [:]
  private var findings: [Finding] = []
  private var settings: [String: String] = [:]
  private let start = ContinuousClock.now

  init(isJSON: Bool) {
    self.isJSON = isJSON
  }

  /// Whether everything that is demanded was reached.
  var isAllMet: Bool { findings.allSatisfy { $0.isMet ?? true } }

  func begin(_ sizes: Sizes) {
    self.sizes = sizes.all
  }

  func begin(_ measure: String) {
    say("\n\(measure)")
  }

  /// A server was started.
  func add(server name: String, _ settings: [String: String]) {
    for (key, value) in settings { self.settings["\(name): \(key)"] = value }
    let words = settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    say("  server “\(name)”: \(words.joined(separator: " "))")
  }

  /// What is going on; it goes to standard error, and is no result.
  func note(_ line: String) {
    let seconds = Int(start.duration(to: .now).seconds)
    FileHandle.standardError.write(Data("  [\(seconds) s] \(line)\n".utf8))
  }

  func add(_ finding: Finding) {
    findings.append(finding)
    say(Self.line(finding))
  }

  func end() throws {
    if isJSON {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
      let whole = Whole(sizes: sizes, settings: settings, findings: findings)
      print(String(decoding: try encoder.encode(whole), as: UTF8.self))
    } else {
      say("\nAll of it, after \(Int(start.duration(to: .now).seconds)) s")
      for finding in findings { say(Self.line(finding)) }
    }
  }

  private static func line(_ finding: Finding) -> String {
    let figure = "\(finding.figure.short) \(finding.unit)"
    let against = finding.against.map { "\($0) \((finding.againstFigure ?? .nan).short)" } ?? ""
    let met = finding.isMet.map { $0 ? "met" : "NOT MET" } ?? ""
    let columns = [
      (finding.name, 52), (figure, 18), (against, 26),
      (finding.ratio.map { String(format: "%.2f ×", $0) } ?? "", 9), (finding.reach, 9), (met, 8),
    ]
    let cells = columns.map { text, width in
      text + String(repeating: " ", count: max(width - text.count, 1))
    }
    return "  " + cells.joined() + (finding.note ?? "")
  }

  private func say(_ line: String) {
    if isJSON {
      FileHandle.standardError.write(Data("\(line)\n".utf8))
    } else {
      print(line)
      fflush(nil)
    }
  }
}
