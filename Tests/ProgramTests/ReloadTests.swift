import Glibc
import TestCluster
import Testing

/// What a service does when it is asked to read its configuration again.
@Suite("Reading the configuration again", .waiting) struct ReloadTests {
  /// The time as the service manager has it, in microseconds.
  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }

  private func resting(_ program: SettledProgram, _ arguments: String = "") throws -> Daemon {
    let daemon = try Daemon(program)
    try eventually("it rests: \(daemon.lines)") { daemon.standing.hasPrefix("Working: ") }
    return daemon
  }

  private func program(_ stage: Stage, _ file: ConfigurationFile) -> SettledProgram {
    var program = stage.worker
    program.environment["SETTLED_CONFIG"] = file.path
    return program
  }

  @Test("A right one is in force from then on, and the service manager is told when")
  func valid() throws {
    let stage = try Stage()
    let file = try ConfigurationFile("poll-interval = 1h\n")
    let daemon = try resting(program(stage, file))
    try stage.addCrowd(1...2)
    try file.write("poll-interval = 50ms\nprocessing-time = 1h\n")
    let asked = Self.now
    daemon.send(SIGHUP)
    try daemon.ready(times: 2)
    #expect(daemon.states == ["READY", "RELOADING", "READY"])
    let note = try #require(daemon.notes.first { $0.fields["RELOADING"] != nil })
    let told = try #require(note.fields["MONOTONIC_USEC"].flatMap { Int64($0) })
    #expect(told >= asked && told <= Self.now)
    #expect(daemon.log("reloaded").count == 1)
    try eventually("it works") { try stage.isSettledOnce(2) }
    #expect(
      try stage.number(
        "SELECT count(*) FROM refund_credits WHERE due_by = '2026-01-03 01:00Z'") == 2)
    try stage.addCrowd(3...4)
    try eventually("it looks often") { try stage.isSettledOnce(4) }
  }

  @Test("A wrong one leaves the old one in force, and is told of")
  func invalid() throws {
    let stage = try Stage()
    let file = try ConfigurationFile("poll-interval = 50ms\n")
    let daemon = try resting(program(stage, file))
    for (number, text) in ["batch-size = many", "nonsense", "poll-interval = 1h\nschema ="]
      .enumerated()
    {
      try file.write(text)
      daemon.send(SIGHUP)
      try daemon.ready(times: number + 2)
    }
    try file.write("log-level = loud")
    daemon.send(SIGHUP)
    try daemon.ready(times: 5)
    try eventually("it is told of") { daemon.log("reload_refused").count == 4 }
    let refused = daemon.log("reload_refused")
    #expect(
      (refused[0]["message"] as? String)?.hasPrefix(
        "The old configuration stays in force: batch-size in \(file.path)") == true)
    #expect(refused.allSatisfy { $0["level"] as? String == "error" })
    #expect(daemon.log("reloaded").isEmpty)
    #expect(daemon.states.count { $0 == "RELOADING" } == 4)
    try stage.addCrowd(1...3)
    try eventually("it still looks as often") { try stage.isSettledOnce(3) }
  }

  @Test("Another market is worked in from then on, and no other connection is left")
  func elsewhere() throws {
    let stage = try Stage()
    #expect(try stage.program.run("migrate", "--schema", "other").status == 0)
    let file = try ConfigurationFile("poll-interval = 50ms\nschema = other\n")
    let daemon = try resting(program(stage, file))
    try stage.addCrowd(1...3)
    try file.write("poll-interval = 50ms\nschema = settled\n")
    daemon.send(SIGHUP)
    try eventually("it works there") { try stage.isSettledOnce(3) }
    if Pooler.size == nil {
      // Behind a pooler the server's sessions are the pooler's.
      #expect(
        try stage.number(
          "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'settled'"
            + " AND datname = current_database()") == 1)
    }
    #expect(daemon.log("database_away").isEmpty)
  }

  @Test("A database where one can't work is refused, and the old one stays in force")
  func unusable() throws {
    let stage = try Stage()
    let place = stage.cluster.address(database: stage.database)
    let file = try ConfigurationFile("poll-interval = 50ms\ndatabase = \(place)\n")
    var program = SettledProgram()
    program.environment["SETTLED_CONFIG"] = file.path
    let daemon = try resting(program)
    let absent = stage.cluster.address(database: "absent")
    for (number, text) in ["database = \(absent)", "database = \(place)\nschema = absent"]
      .enumerated()
    {
      try file.write("poll-interval = 1h\n\(text)\n")
      daemon.send(SIGHUP)
      try daemon.ready(times: number + 2)
    }
    try eventually("it is told of") { daemon.log("reload_refused").count == 2 }
    try stage.addCrowd(1...3)
    try eventually("it still works there, and looks as often") { try stage.isSettledOnce(3) }
    #expect(!daemon.hasEnded)
  }

  @Test("What is asked for while the database is away is done, too")
  func whileAway() throws {
    let file = try ConfigurationFile("database = host=/nowhere\n")
    var program = SettledProgram()
    program.environment["SETTLED_CONFIG"] = file.path
    program.environment["PGUSER"] = "settled_worker"
    let daemon = try Daemon(program)
    try eventually("it waits") { daemon.log("database_away").count == 1 }
    let stage = try Stage()
    try stage.addCrowd(1...3)
    let place = stage.cluster.address(database: stage.database)
    try file.write("database = \(place.replacing("user='postgres'", with: ""))\n")
    daemon.send(SIGHUP)
    try daemon.ready()
    try eventually("it works there") { try stage.isSettledOnce(3) }
  }
}
