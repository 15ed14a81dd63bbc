import Foundation
import TestCluster

/// The program itself, as it was built beside these tests.
struct SettledProgram {
  /// What a run printed and how it ended.
  struct Run {
    let status: Int32
    let output: String
    let complaint: String

    /// Standard output as JSON.
    func json() throws -> [String: Any] {
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
    }
  }

  /// The database that every run is pointed at; empty for none.
  var database = ""
  /// What else stands in the environment.
  var environment: [String: String] = [:]

  /// SwiftPM puts the tests' bundle and the program into the same folder.
  static let path = CommandLine.arguments.map { URL(fileURLWithPath: $0) }
    .flatMap {
      [$0.deletingLastPathComponent(), $0.deletingLastPathComponent().deletingLastPathComponent()]
    }
    .map { $0.appending(path: "settled").path }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// All that stands in the environment.
  var variables: [String: String] {
    var variables = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
    if !database.isEmpty { variables["SETTLED_DATABASE"] = database }
    return variables.merging(environment) { $1 }
  }

  /// Runs the program to its end.
  func run(_ arguments: String...) throws -> Run {
    try run(arguments)
  }

  func run(_ arguments: [String]) throws -> Run {
    guard let path = Self.path else { throw CocoaError(.fileNoSuchFile) }
    // Files, and no pipes: another child of these tests may hold a pipe open. What does not end by
    // itself is killed, and is then a failure with status 137.
    let streams = try [Scratch(), Scratch(), Scratch()]
    let child = try Child(
      ["timeout", "--signal=KILL", "120", "env", "-i"] + variables.map { "\($0)=\($1)" } + [path]
        + arguments,
      streams: streams.map(\.descriptor))
    let status = child.wait()
    return Run(
      status: status & 0x7F == 0 ? status >> 8 & 0xFF : -1, output: streams[1].contents,
      complaint: streams[2].contents)
  }
}
