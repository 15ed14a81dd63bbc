import Foundation
import TestCluster
import Testing

/// What stands in the log of the program, in which form.
@Suite("The log of the program", .waiting) struct ServiceLogTests {
  /// The log of a service that has settled something and stopped.
  private func lines(_ format: String, _ level: String) throws -> [String] {
    let stage = try Stage()
    try stage.addSettleable()
    try stage.addReviews(100...101, dueIn: "-1 day")
    let daemon = try Daemon(stage.worker, "--log-format", format, "--log-level", level)
    try eventually("it has worked") {
      daemon.standing.contains("1 cancellation settled, 2 Orders deemed")
    }
    daemon.send(SIGTERM)
    #expect(try daemon.end() == 0)
    Thread.sleep(forTimeInterval: 0.2)
    return daemon.lines
  }

  @Test("As JSON, each line is an object with what a machine needs")
  func json() throws {
    let lines = try lines("json", "debug")
    let objects = try lines.map { line in
      try #require(
        JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
    #expect(
      objects.compactMap { $0["kind"] as? String }.sorted() == [
        "batch_done", "cancellation_settled", "order_deemed_approved", "order_deemed_approved",
        "ready", "stopping",
      ], "\(lines)")
    for object in objects {
      #expect((object["message_id"] as? String)?.count == 32)
      #expect((object["time"] as? String)?.hasSuffix("Z") == true)
      #expect(["debug", "info"].contains(object["level"] as? String))
      #expect((object["message"] as? String)?.isEmpty == false)
    }
    let deemed = objects.filter { $0["kind"] as? String == "order_deemed_approved" }
    #expect(deemed.count == 2)
    #expect(Set(deemed.map { $0["order_id"] as? Int }) == [100, 101])
    #expect(deemed.allSatisfy { $0["due_at"] is String && $0["applied_at"] is String })
    let batch = try #require(objects.first { $0["kind"] as? String == "batch_done" })
    #expect(batch["deemed_approvals"] as? Int == 2)
    #expect(batch["projects"] as? Int == 3)
  }

  @Test("As text to a pipe, each line has its priority in front")
  func text() throws {
    let lines = try lines("text", "debug")
    #expect(lines.count == 6, "\(lines)")
    #expect(
      lines.first == "<6>Ready: schema “settled”, a look at what is due every 1000 ms at least")
    #expect(lines.contains { $0.hasPrefix("<7>Order 100 of Project 100 deemed approved as of ") })
    #expect(lines.contains { $0.hasPrefix("<6>Cancellation 5 of Project 10 settled as of ") })
    #expect(
      lines.last?.hasPrefix(
        "<6>Stopped, as asked: 1 cancellation settled, 2 Orders deemed approved") == true)
  }

  @Test("What is less grave than the level is left out")
  func levels() throws {
    #expect(try lines("text", "warning").isEmpty)
    let info = try lines("text", "info")
    #expect(info.count == 4, "\(info)")
    #expect(!info.contains { $0.hasPrefix("<7>") })
  }

  @Test("A run with --once says nothing on standard error unless it is told how to log")
  func once() throws {
    for (arguments, count) in [
      ([], 0), (["--log-format", "json"], 1), (["--log-level", "debug"], 1),
      (["--log-format", "text", "--log-level", "error"], 0),
    ] {
      let stage = try Stage()
      try stage.addSettleable()
      let run = try stage.program.run(["run", "--once"] + arguments)
      #expect(run.status == 0)
      #expect(run.output == "1 cancellation settled\n91.05 EUR credited\n")
      #expect(run.complaint.split(separator: "\n").count == count, "\(run.complaint)")
    }
  }
}
