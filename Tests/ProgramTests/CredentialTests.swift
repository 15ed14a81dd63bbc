import Foundation
import TestCluster
import Testing

/// The password that the service manager hands over as a file.
@Suite("The credential", .waiting, .serialized) struct CredentialTests {
  private static let name = "settled.database-password"

  /// A folder as the service manager makes one.
  private final class Folder: Sendable {
    let path = "/tmp/settled-test-\(UUID().uuidString.lowercased())"

    init(_ password: String) throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      try write(password)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ password: String) throws {
      try "\(password)\n".write(
        toFile: "\(path)/\(CredentialTests.name)", atomically: true, encoding: .utf8)
    }
  }

  /// A market whose worker, a role of this test's own, has to give a password.
  private func stage(_ role: String, _ password: String) throws -> Stage {
    let stage = try Stage()
    try stage.write("CREATE ROLE \(role) LOGIN PASSWORD '\(password)' IN ROLE settled_worker")
    try stage.cluster.demandPassword(of: role)
    var open = stage.program
    open.database = stage.cluster.address(database: stage.database, user: role)
    try eventually("the password is demanded") { try open.run("status").status == 69 }
    return stage
  }

  private func program(_ stage: Stage, _ role: String, _ folder: Folder) -> SettledProgram {
    var program = SettledProgram(
      database: stage.cluster.address(database: stage.database, user: role))
    program.environment["CREDENTIALS_DIRECTORY"] = folder.path
    return program
  }

  @Test("Password from a file: it works, a new one is taken up at a reload, and none is ever told")
  func password() throws {
    let first = "Gr8-secret'\\ one"
    let second = "quite-another-1"
    let role = "secretive"
    let stage = try stage(role, first.replacing("'", with: "''"))
    let folder = try Folder(first)
    let program = program(stage, role, folder)
    try stage.addCrowd(1...2)
    let daemon = try Daemon(program, "--poll-interval", "50ms", "--log-level", "trace")
    try eventually("it works: \(daemon.lines)") { try stage.isSettledOnce(2) }

    try stage.write("ALTER ROLE \(role) PASSWORD '\(second)'")
    try folder.write(second)
    daemon.send(SIGHUP)
    try daemon.ready(times: 2)
    try stage.addCrowd(3...4)
    try eventually("it works: \(daemon.lines)") { try stage.isSettledOnce(4) }

    try folder.write("wrong-as-can-be")
    try stage.terminateWorkers()
    let refused = try program.run("run", "--once", "--log-format", "text", "--log-level", "trace")
    #expect(refused.status == 69)
    #expect(refused.complaint.contains("authentication failed"))
    let said =
      daemon.lines + daemon.notes.flatMap { $0.fields.values }
      + [refused.output, refused.complaint]
    for secret in [first, second, "wrong-as-can-be", "secret'"] {
      #expect(!said.contains { $0.contains(secret) })
    }
    let commandLine = try String(contentsOfFile: "/proc/\(daemon.id)/cmdline", encoding: .utf8)
    #expect(!commandLine.contains(second))
  }

  @Test("A password in the connection string comes first, and an empty file is none")
  func precedence() throws {
    let role = "discreet"
    let stage = try stage(role, "right")
    let folder = try Folder("wrong")
    var program = program(stage, role, folder)
    #expect(try program.run("status").status == 69)
    program.database += " password=right"
    #expect(try program.run("status").status == 0)
    try folder.write("")
    #expect(try program.run("status").status == 0)
  }

  @Test("A credential that can't be one ends it")
  func unreadable() throws {
    let folder = try Folder(String(repeating: "x", count: 5000))
    var program = SettledProgram(database: "host=/nowhere")
    program.environment["CREDENTIALS_DIRECTORY"] = folder.path
    let run = try program.run("run")
    #expect(run.status == 78)
    #expect(run.complaint.contains(Self.name))
    #expect(!run.complaint.contains("xxx"))
  }
}
