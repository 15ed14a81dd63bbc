import Foundation

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
  private static let path = CommandLine.arguments.map { URL(fileURLWithPath: $0) }
    .flatMap {
      [$0.deletingLastPathComponent(), $0.deletingLastPathComponent().deletingLastPathComponent()]
    }
    .map { $0.appending(path: "settled").path }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Runs the program to its end.
  func run(_ arguments: String...) throws -> Run {
    try run(arguments)
  }

  func run(_ arguments: [String]) throws -> Run {
    guard let path = Self.path else { throw CocoaError(.fileNoSuchFile) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    var variables = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
    if !database.isEmpty { variables["SETTLED_DATABASE"] = database }
    process.environment = variables.merging(environment) { $1 }
    let output = Pipe()
    let complaint = Pipe()
    process.standardOutput = output
    process.standardError = complaint
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // What the program complains about is short and fits the pipe; what it prints may not.
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    let complained = try complaint.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, output: String(decoding: printed, as: UTF8.self),
      complaint: String(decoding: complained, as: UTF8.self))
  }
}
