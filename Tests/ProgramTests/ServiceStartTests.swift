import Foundation
import TestCluster
import Testing

/// How a service starts, and what it refuses to start with.
@Suite("The start of the service", .waiting) struct ServiceStartTests {
  @Test("It is ready once it has seen that the schema is the right one, and says how it stands")
  func ready() throws {
    let stage = try Stage()
    try stage.addReviews(1...1, dueIn: "1 day")
    let daemon = try Daemon(stage.worker, "--poll-interval", "1h")
    try daemon.ready()
    #expect(daemon.states == ["READY"])
    try eventually("it says how it stands") { daemon.standing.hasPrefix("Working: ") }
    #expect(
      daemon.standing.hasPrefix(
        "Working: 0 cancellations settled, 0 Orders deemed approved, 0 deadlines missed"))
    let next = try stage.sql(
      """
      SELECT to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') FROM agenda
      """)
    #expect(daemon.standing.contains("next due \(next)"), "\(daemon.standing)")
    #expect(
      daemon.log("ready").first?["message"] as? String
        == "Ready: schema “settled”, a look at what is due every 3600000 ms at least")
  }

  @Test("It says what is in quarantine or escalated already")
  func heldBefore() throws {
    let stage = try Stage()
    try stage.addUnjudgeable()
    #expect(try stage.program.run("run", "--once").status == 65)
    let daemon = try Daemon(stage.worker)
    try eventually("it says so") { daemon.standing.hasSuffix("1 in quarantine") }
  }

  /// How the start ended: never ready, a reason in the log and in the status.
  private func expectRefusal(_ daemon: Daemon, code: Int32, _ reason: String) throws {
    #expect(try daemon.end() == code, "\(daemon.lines)")
    #expect(daemon.count("READY") == 0)
    try eventually("it says why") { daemon.log("failed").count == 1 }
    let failed = try #require(daemon.log("failed").first)
    #expect((failed["message"] as? String)?.contains(reason) == true, "\(daemon.lines)")
    #expect(failed["exit_code"] as? Int == Int(code))
    #expect(failed["level"] as? String == "error")
    #expect(daemon.lines.count == 1, "\(daemon.lines)")
    try eventually("the status too") { daemon.standing.contains(reason) }
  }

  @Test("It does not start without a schema")
  func noSchema() throws {
    let daemon = try Daemon(Stage(migrated: false).program)
    try expectRefusal(daemon, code: 69, "run settled migrate")
  }

  @Test(
    "It does not start with a schema of another version",
    arguments: [
      ("DELETE FROM schema_migrations WHERE version > 1", "run settled migrate"),
      ("INSERT INTO schema_migrations VALUES (999, 'future')", "upgrade settled"),
    ])
  func otherSchema(_ change: String, _ advice: String) throws {
    let stage = try Stage()
    try stage.write(change)
    try expectRefusal(Daemon(stage.worker), code: 69, advice)
  }

  @Test("It does not start on a server that takes no writes")
  func readOnly() throws {
    let stage = try Stage()
    try stage.turnReadOnly()
    try expectRefusal(Daemon(stage.worker), code: 69, "read-only")
  }

  @Test("It does not start where there is no such database or role")
  func nobody() throws {
    let absent = SettledProgram(database: Cluster.shared.address(database: "absent"))
    try expectRefusal(Daemon(absent), code: 69, "does not exist")
    let role = Cluster.shared.address(database: "postgres", user: "nobody_here")
    try expectRefusal(
      Daemon(SettledProgram(database: role)), code: 69,
      Pooler.size == nil ? "does not exist" : "no such user")
  }

  @Test("A role without the rights ends it before it is ready")
  func rights() throws {
    let stage = try Stage()
    try stage.addSettleable()
    var program = stage.program
    program.database = stage.cluster.address(database: stage.database, user: "settled_readonly")
    let daemon = try Daemon(program)
    #expect(try daemon.end() == 69)
    try eventually("it says why") { daemon.log("failed").count == 1 }
    #expect(daemon.count("READY") == 0)
    #expect(
      (daemon.log("failed").first?["message"] as? String)?.contains("permission denied") == true)
    #expect(try stage.settled() == 0)
  }

  @Test(
    "A value that makes no sense ends it with its name",
    arguments: [
      ("SETTLED_BATCH_SIZE", "none"), ("SETTLED_POLL_INTERVAL", "9ms"), ("SETTLED_LOG_LEVEL", "x"),
      ("SETTLED_PROCESSING_TIME", "400d"), ("SETTLED_DATABASE", "port"),
      ("SETTLED_SCHEMA", "pg_catalog"),
    ])
  func wrongConfiguration(_ name: String, _ value: String) throws {
    var program = SettledProgram()
    program.environment[name] = value
    let daemon = try Daemon(program)
    #expect(try daemon.end() == 78)
    try eventually("it says why") { !daemon.lines.isEmpty }
    #expect(daemon.lines.count == 1)
    #expect(daemon.lines[0].hasPrefix("<3>\(name) in the environment is"), "\(daemon.lines)")
    #expect(daemon.count("READY") == 0)
  }

  @Test("A line of the file that makes no sense ends it with its place")
  func wrongFile() throws {
    let file = try ConfigurationFile("poll-interval = 1s\nbatch-size = 0\n")
    let daemon = try Daemon(SettledProgram(), "--config", file.path)
    #expect(try daemon.end() == 78)
    try eventually("it says why") { !daemon.lines.isEmpty }
    #expect(daemon.lines[0].hasPrefix("<3>batch-size in \(file.path)"), "\(daemon.lines)")
  }

  @Test(
    "Wrong usage is another matter",
    arguments: [
      ["--poll-interval", "1"], ["--json"], ["--nonsense"], ["--config", "/nowhere.conf"], ["now"],
    ])
  func wrongUsage(_ arguments: [String]) throws {
    let run = try SettledProgram().run(["run"] + arguments)
    #expect(run.status == 64)
    #expect(!run.complaint.isEmpty)
    #expect(run.output.isEmpty)
  }
}
