import Glibc
import TestCluster
import Testing

/// A database that goes away is waited for, by the same process.
///
/// A pooler keeps its clients meanwhile: then the wait is one for an answer, and there is nothing to tell
/// of as long as it ends before the pooler's patience or the program's.
@Suite("A database that goes away", .serialized, .waiting) struct OutageTests {
  /// A server of this suite's own, since it is taken down.
  private static let cluster = Result { try Cluster() }

  private let stage: Stage

  init() throws {
    stage = try Stage(on: Self.cluster.get())
  }

  private func working(watchdog: Duration? = nil) throws -> Daemon {
    let daemon = try Daemon(stage.worker, "--poll-interval", "100ms", watchdog: watchdog)
    try eventually("it works: \(daemon.lines)") { daemon.standing.hasPrefix("Working: ") }
    return daemon
  }

  /// The reasons that were told, each of them once.
  private func reasons(_ daemon: Daemon) -> [String] {
    let reasons = daemon.log("database_away").compactMap { $0["reason"] as? String }
    #expect(Set(reasons).count == reasons.count, "\(reasons)")
    return reasons
  }

  /// What was said about the database, in order.
  private func tidings(_ daemon: Daemon) -> [String] {
    daemon.log("database_away", "commit_unanswered", "database_back")
      .compactMap { $0["kind"] as? String }
  }

  /// Each end is told of after something that it ends. There may be two such things: an absence with
  /// two reasons, or one that begins with a COMMIT that is not answered.
  private func expectEnds(_ daemon: Daemon, _ count: ClosedRange<Int>) {
    let told = tidings(daemon)
    for (kind, last) in zip(told, [nil] + told) where kind == "database_back" {
      #expect(last != nil && last != "database_back", "\(daemon.lines)")
    }
    #expect(count.contains(told.count { $0 == "database_back" }), "\(daemon.lines)")
  }

  /// The same process does what has been recorded since.
  private func expectRecovery(_ daemon: Daemon, _ numbers: ClosedRange<Int> = 1...3) throws {
    try stage.addCrowd(numbers)
    try eventually("it works again: \(daemon.lines)") {
      try stage.isSettledOnce(numbers.upperBound)
    }
    try eventually("it says so") { daemon.standing.hasPrefix("Working: ") }
    #expect(!daemon.hasEnded)
    #expect(daemon.states == ["READY"])
  }

  @Test("A session that the server ends is replaced at once")
  func terminated() throws {
    let daemon = try working()
    for round in 1...3 {
      try stage.terminateWorkers()
      try expectRecovery(daemon, (3 * round - 2)...(3 * round))
    }
    let isPooled = Pooler.size != nil
    try eventually("it is told of: \(daemon.lines)") {
      tidings(daemon).last.map { $0 != "database_away" } ?? isPooled
    }
    expectEnds(daemon, (isPooled ? 0 : 1)...3)
    #expect(daemon.log("database_back").allSatisfy { $0["away_ms"] is Int })
  }

  @Test("A server that is down for seconds is waited for, with pings, and told of once")
  func down() throws {
    let daemon = try working(watchdog: .seconds(1))
    stage.cluster.shutDown()
    let pings = daemon.count("WATCHDOG")
    let isPooled = Pooler.size != nil
    try eventually("it waits") {
      daemon.count("WATCHDOG") >= pings + 8
        && (isPooled
          ? daemon.standing.hasPrefix("Waiting for the database, which has not answered for ")
          : !daemon.log("database_away").isEmpty)
    }
    if !isPooled {
      #expect(daemon.standing.hasPrefix("The database can't be worked with: "))
      #expect(daemon.standing.contains("; next try in "))
    }
    stage.cluster.startAgain()
    try expectRecovery(daemon)
    #expect(daemon.longestSilence < .seconds(1))
    if isPooled {
      #expect(daemon.log("database_away").isEmpty)
      return
    }
    try eventually("it is back") { daemon.log("database_back").count == 1 }
    #expect(!reasons(daemon).isEmpty)
    #expect(daemon.log("database_back").count == 1)
    #expect((daemon.log("database_back").first?["away_ms"] as? Int ?? 0) > 500)
  }

  @Test("A power cut in the midst of the work: every cancellation is settled once")
  func powerCut() throws {
    try stage.addCrowd(1...600)
    let daemon = try Daemon(stage.worker, "--poll-interval", "100ms", "--batch-size", "5")
    try eventually("it works") { try stage.settled() > 0 }
    stage.cluster.restart()
    try eventually("all are settled") { try stage.isSettledOnce(600) }
    #expect(!daemon.hasEnded)
  }

  @Test("A start without a server waits, asks for patience, and is ready when there is one")
  func startWithout() throws {
    stage.cluster.cutPower()
    let daemon = try Daemon(stage.worker, "--poll-interval", "100ms", watchdog: .seconds(1))
    try eventually("it waits") { daemon.count("EXTEND_TIMEOUT_USEC") >= 3 }
    #expect(daemon.notes.compactMap { $0.fields["EXTEND_TIMEOUT_USEC"] }.first == "90000000")
    #expect(daemon.count("READY") == 0)
    try eventually("it is told of") { daemon.log("database_away").count == 1 }
    stage.cluster.startAgain()
    try daemon.ready()
    try expectRecovery(daemon)
    let count = daemon.count("EXTEND_TIMEOUT_USEC")
    try eventually("pings") { daemon.count("WATCHDOG") > count + 10 }
    #expect(daemon.count("EXTEND_TIMEOUT_USEC") == count, "no more, once it is ready")
  }

  @Test("While it waits for a server, it ends at once; for a pooler's answer, after the grace")
  func stopWhileAway() throws {
    let daemon = try working()
    stage.cluster.cutPower()
    defer { stage.cluster.startAgain() }
    let isPooled = Pooler.size != nil
    try eventually("it waits") {
      isPooled
        ? daemon.standing.hasPrefix("Waiting for the database")
        : !daemon.log("database_away").isEmpty
    }
    let start = ContinuousClock.now
    daemon.send(SIGTERM)
    #expect(try daemon.end() == 0)
    // An answer is waited for until the grace is over, and then that it was cancelled.
    #expect(start.duration(to: .now) < (isPooled ? .seconds(9) : .seconds(3)))
    try eventually("it says so") { daemon.states == ["READY", "STOPPING"] }
  }

  @Test("A server that takes no writes for a while is waited for, as in a failover")
  func readOnly() throws {
    let daemon = try working()
    let mend = "ALTER SYSTEM RESET default_transaction_read_only; SELECT pg_reload_conf();"
    defer { _ = try? stage.sql(mend) }
    try stage.sql("ALTER SYSTEM SET default_transaction_read_only = on; SELECT pg_reload_conf();")
    try eventually("it is told of") { !daemon.log("database_away").isEmpty }
    #expect(reasons(daemon).contains { $0.contains("read-only") })
    try stage.sql(mend)
    try eventually("it is back") { daemon.log("database_back").count == 1 }
    try expectRecovery(daemon)
  }

  @Test("A COMMIT without an answer is told of, and nothing is done twice")
  func lostCommit() throws {
    for mishap in [Relay.Mishap.cutAfter, .cutBefore] {
      let stage = try Stage(on: stage.cluster)
      let relay = try Relay(to: stage.cluster.entrance)
      defer { relay.close() }
      relay.expect(Relay.commit, after: "COPY settlement_lines", mishap)
      try stage.addCrowd(1...4)
      var program = stage.worker
      program.database = program.database.replacing(
        stage.cluster.entrance, with: relay.socketDirectory)
      let daemon = try Daemon(program, "--poll-interval", "100ms")
      try eventually("all are settled") { try stage.isSettledOnce(4) }
      try eventually("it is told of") { daemon.log("commit_unanswered").count == 1 }
      try eventually("it is back") { daemon.log("database_back").count == 1 }
      #expect(relay.count == 1)
      #expect(!daemon.hasEnded)
    }
  }
}
