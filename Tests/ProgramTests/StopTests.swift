import Glibc
import TestCluster
import Testing

/// How a service ends when it is asked to.
@Suite("The end of the service", .waiting) struct StopTests {
  /// When a statement under way is cancelled.
  private static let grace: Duration = .seconds(5)

  /// A service that rests.
  private func resting(_ stage: Stage) throws -> Daemon {
    let daemon = try Daemon(stage.worker, "--poll-interval", "1h")
    try eventually("it rests") { daemon.standing.hasPrefix("Working: ") }
    return daemon
  }

  /// A service that waits for a table that the connection has locked.
  private func waiting(_ stage: Stage) throws -> (Daemon, Holder) {
    try stage.addCrowd(1...3)
    let holder = try Holder(stage)
    let daemon = try Daemon(stage.worker, "--poll-interval", "1h", watchdog: .seconds(1))
    try eventually("a statement waits") { try holder.isInTheWay() }
    return (daemon, holder)
  }

  @Test("At rest, it ends at once, and says so first", arguments: [SIGTERM, SIGINT])
  func atRest(_ signal: Int32) throws {
    let daemon = try resting(Stage())
    let start = ContinuousClock.now
    daemon.send(signal)
    #expect(try daemon.end() == 0)
    #expect(start.duration(to: .now) < .seconds(3))
    try eventually("it says so") { daemon.count("STOPPING") == 1 }
    #expect(daemon.states == ["READY", "STOPPING"])
    try eventually("the log too") { daemon.log("stopping").count == 1 }
    #expect(
      (daemon.log("stopping").first?["message"] as? String)?.hasPrefix(
        "Stopped, as asked: 0 cancellations settled")
        == true)
    #expect(daemon.log("failed").isEmpty)
  }

  @Test(
    "In the midst of a statement, it waits for 5 s, cancels it, and nothing is done by halves",
    arguments: [SIGTERM, SIGINT])
  func inAStatement(_ signal: Int32) throws {
    let stage = try Stage()
    let (daemon, holder) = try waiting(stage)
    let start = ContinuousClock.now
    daemon.send(signal)
    #expect(try daemon.end() == 0, "\(daemon.lines)")
    let took = start.duration(to: .now)
    #expect(took > Self.grace - .milliseconds(100))
    #expect(took < Self.grace + .seconds(4))
    #expect(try !holder.isInTheWay(), "the server has cancelled it, too")
    try eventually("it asks for patience") { daemon.count("EXTEND_TIMEOUT_USEC") >= 3 }
    holder.letGo()
    #expect(try stage.number("SELECT count(*) FROM settlement_lines") == 0)
    #expect(try stage.number("SELECT count(*) FROM agenda WHERE due_at <= now()") == 3)
    #expect(try stage.program.run("run", "--once").status == 0)
    #expect(try stage.isSettledOnce(3))
  }

  @Test("A statement that comes to its end within the grace is not lost")
  func withinTheGrace() throws {
    let stage = try Stage()
    let (daemon, holder) = try waiting(stage)
    let start = ContinuousClock.now
    daemon.send(SIGTERM)
    try eventually("it stops") { daemon.count("STOPPING") == 1 }
    holder.letGo()
    #expect(try daemon.end() == 0)
    #expect(start.duration(to: .now) < Self.grace)
    #expect(try stage.isSettledOnce(3), "\(daemon.lines)")
  }

  @Test("A second request leaves no grace", arguments: [SIGTERM, SIGINT])
  func twice(_ signal: Int32) throws {
    let stage = try Stage()
    let (daemon, holder) = try waiting(stage)
    daemon.send(signal)
    try eventually("it stops") { daemon.count("STOPPING") == 1 }
    let start = ContinuousClock.now
    daemon.send(signal)
    #expect(try daemon.end() == 0)
    #expect(start.duration(to: .now) < .seconds(3))
    #expect(daemon.count("STOPPING") == 1)
    holder.letGo()
    #expect(try stage.settled() == 0)
  }

  @Test("While a server says nothing, it ends at once")
  func silentServer() throws {
    let silent = try SilentServer()
    let daemon = try Daemon(
      SettledProgram(database: "host=\(silent.socketDirectory) connect_timeout=60"))
    try eventually("it starts") { daemon.count("EXTEND_TIMEOUT_USEC") >= 2 }
    let start = ContinuousClock.now
    daemon.send(SIGTERM)
    #expect(try daemon.end() == 0)
    #expect(start.duration(to: .now) < .seconds(3))
    try eventually("it says so") { daemon.states == ["STOPPING"] }
  }

  @Test("It tells the service manager that it is alive while a statement waits")
  func pings() throws {
    let stage = try Stage()
    let (daemon, holder) = try waiting(stage)
    let before = daemon.count("WATCHDOG")
    try eventually("pings") { daemon.count("WATCHDOG") >= before + 8 }
    #expect(try holder.isInTheWay())
    #expect(daemon.longestSilence < .seconds(1))
    holder.letGo()
    try eventually("it goes on") { try stage.isSettledOnce(3) }
  }
}
