import Foundation
import TestCluster
import Testing

/// What a service does while nobody disturbs it.
@Suite("The service at work", .waiting) struct ServiceWorkTests {
  @Test("What is recorded while it runs is settled soon, and told of")
  func recorded() throws {
    let stage = try Stage()
    let daemon = try Daemon(stage.worker, "--poll-interval", "100ms")
    try daemon.ready()
    try stage.addSettleable()
    let recorded = ContinuousClock.now
    try eventually("it is settled", within: .seconds(10)) { try stage.settled() == 1 }
    #expect(recorded.duration(to: .now) < .seconds(8))
    #expect(try stage.number("SELECT amount_minor FROM refund_credits") == 9105)
    try eventually("it says so") {
      daemon.standing.hasPrefix("Working: 1 cancellation settled, 0 Orders deemed approved")
    }
    let line = try #require(daemon.log("cancellation_settled").first)
    #expect(line["cancellation_id"] as? Int == 5)
    #expect(line["project_id"] as? Int == 10)
    #expect(line["amount_minor"] as? Int == 9105)
    #expect(line["due_at"] as? String == "2026-01-03T00:00:00Z")
    #expect(daemon.log("cancellation_settled").count == 1)
  }

  @Test("What falls due while it rests is done then, however seldom it looks")
  func dueSoon() throws {
    let stage = try Stage()
    try stage.addReviews(1...1, dueIn: "6 seconds")
    try stage.addReviews(2...3, dueIn: "7 seconds")
    let daemon = try Daemon(stage.worker, "--poll-interval", "1h")
    try eventually("it rests") { daemon.standing.contains("next due") }
    try stage.expectPrompt(3)
    try eventually("it says so") { daemon.standing.contains("3 Orders deemed approved") }
  }

  @Test("Idle, it does not grow")
  func memory() throws {
    let stage = try Stage()
    let daemon = try Daemon(stage.worker, "--poll-interval", "10ms")
    try daemon.ready()
    try eventually("300 polls", within: .seconds(60)) { try polls(stage) >= 300 }
    let before = try residentPages(daemon)
    try eventually("3,000 polls", within: .seconds(120)) { try polls(stage) >= 3000 }
    let grown = try (residentPages(daemon) - before) * Int(getpagesize())
    #expect(grown < 1 << 20, "bytes")
  }

  /// How often the worker has looked: twice, each time, it commits.
  private func polls(_ stage: Stage) throws -> Int64 {
    try stage.number(
      "SELECT xact_commit / 2 FROM pg_stat_database WHERE datname = current_database()")
  }

  private func residentPages(_ daemon: Daemon) throws -> Int {
    let path = "/proc/\(daemon.id)/statm"
    let words = try String(contentsOfFile: path, encoding: .utf8).split(separator: " ")
    return try #require(Int(words[1]))
  }
}
