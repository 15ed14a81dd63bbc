import Foundation
import TestCluster
import Testing

/// The exit codes, and that the one line beside them says what to do.
@Suite struct ExitCodeTests {
  @Test func nothingDue() throws {
    let stage = try Stage()
    let run = try stage.program.run("run", "--once")
    #expect(run.status == 0)
    #expect(run.output == "nothing was due\n")
    #expect(run.complaint.isEmpty)
  }

  @Test(arguments: [
    ["run", "--json"], ["run", "--once", "--batch-size", "0"],
    ["run", "--once", "--batch-size", "x"],
    ["run", "--once", "--processing-time", "3"], ["settle"], ["explain", "cancellation", "x"],
    ["status", "--schema", ""], ["status", "--database", "nonsense=1"],
    ["status", "--config", "/nowhere.conf"], ["quarantine", "release", "advertiser", "1"],
  ])
  func wrongUsage(_ arguments: [String]) throws {
    let run = try SettledProgram().run(arguments)
    #expect(run.status == 64, "\(run.complaint)")
    #expect(!run.complaint.isEmpty)
  }

  @Test(arguments: [
    ("SETTLED_BATCH_SIZE", "none", "1 to 100000"), ("SETTLED_POLL_INTERVAL", "1", "10ms to 1h"),
    ("SETTLED_PROCESSING_TIME", "400d", "366d"), ("SETTLED_LOG_LEVEL", "loud", "info"),
    ("SETTLED_LOG_FORMAT", "xml", "journal"), ("SETTLED_DATABASE", "port", "keyword string"),
    ("SETTLED_CONFIG", "/nowhere.conf", "can read"),
  ])
  func wrongConfiguration(_ name: String, _ value: String, _ allowed: String) throws {
    let run = try SettledProgram(environment: [name: value]).run("run", "--once")
    #expect(run.status == 78)
    #expect(run.complaint.contains(allowed), "\(run.complaint)")
    #expect(run.complaint.split(separator: "\n").count == 1)
  }

  @Test func passwordsAreNotShown() throws {
    let run = try SettledProgram(environment: ["SETTLED_DATABASE": "password=hunter2 nonsense"])
      .run("status")
    #expect(run.status == 78)
    #expect(!run.complaint.contains("hunter2"))
  }

  @Test func noServer() throws {
    let run = try SettledProgram(database: "host=/nowhere").run("run", "--once")
    #expect(run.status == 75)
    #expect(run.complaint.contains("can't be reached"))
    #expect(run.complaint.split(separator: "\n").count == 1)
  }

  @Test func noDatabaseOfThatName() throws {
    let database = Cluster.shared.address(database: "absent")
    #expect(try SettledProgram(database: database).run("run", "--once").status == 69)
  }

  @Test(arguments: [
    ["run", "--once"], ["status"], ["quarantine", "list"], ["explain", "order", "1"],
  ])
  func noSchema(_ arguments: [String]) throws {
    let run = try Stage(migrated: false).program.run(arguments)
    #expect(run.status == 69)
    #expect(run.complaint.contains("settled migrate"))
  }

  @Test(arguments: [
    ("DELETE FROM schema_migrations WHERE version > 1", "run settled migrate"),
    ("INSERT INTO schema_migrations VALUES (999, 'future')", "upgrade settled"),
  ])
  func schemaOfAnotherVersion(_ change: String, _ advice: String) throws {
    let stage = try Stage()
    try stage.sql(change)
    let run = try stage.program.run("run", "--once")
    #expect(run.status == 69)
    #expect(run.complaint.contains(advice), "\(run.complaint)")
  }

  @Test func aNewerSchemaIsNotMigrated() throws {
    let stage = try Stage()
    try stage.sql("INSERT INTO schema_migrations VALUES (999, 'future')")
    #expect(try stage.program.run("migrate").status == 69)
  }

  @Test func rightsMissing() throws {
    var stage = try Stage()
    try stage.addSettleable()
    stage.program.database = Cluster.shared.address(
      database: stage.database, user: "settled_readonly")
    #expect(try stage.program.run("status").status == 0)
    #expect(try stage.program.run("explain", "cancellation", "5").status == 0)
    let run = try stage.program.run("run", "--once")
    #expect(run.status == 69)
    #expect(run.complaint.contains("permission denied"), "\(run.complaint)")
    #expect(try stage.sql("SELECT count(*) FROM settlement_lines") == "0")
  }

  @Test func readOnlyServer() throws {
    let stage = try Stage()
    try stage.turnReadOnly()
    let run = try stage.program.run("run", "--once")
    #expect(run.status == 69)
    #expect(run.complaint.contains("standby or read-only"), "\(run.complaint)")
  }
}
