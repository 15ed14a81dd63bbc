import Policy
import TestCluster
import Testing

extension ClockTests {
  /// A deadline that only some Orders of a Project missed ends those, and not the Project.
  @Suite struct PartialDeadlineTests {
    /// Day by day: the deadline is missed with one Order and kept with the other, somebody wants to
    /// cancel and is declined, and the platform ends the Project.
    private static let facts: [Int64: String] = [
      1: Story.project(deadline: Story.at(2)) + Story.agreed(1)
        + Story.inReview(2, at: Story.at(1)),
      3: Story.cancellation(7, communicated: Story.at(3)),
      4: "UPDATE cancellations SET declined_at = '\(Story.at(4))' WHERE cancellation_id = 7;",
      5: "UPDATE projects SET status = 'cancelled' WHERE project_id = 1;",
    ]

    /// What is written when a worker comes on some of these days.
    private func ledger(workingOn days: Set<Int64>, disputed: Bool = false) throws -> Set<String> {
      let site = try Site(.clocked)
      for day in Int64(1)...6 {
        Ground.clocked.cluster.turnClock(to: Story.at(day).microseconds)
        try site.run(Self.facts[day] ?? "")
        if disputed, day == 3 || day == 6 {
          let column = day == 3 ? "disputed_at" : "dispute_resolved_at"
          try site.run(
            "UPDATE cancellations SET \(column) = '\(Story.at(day))' WHERE cancellation_id = 7")
        }
        if days.contains(day) { try site.pass() }
      }
      return try site.ledger(detailed: true)
    }

    @Test("A refusal after it counts, whether a worker saw it before the Project ended or after")
    func refusedAfterwards() throws {
      let prompt = try ledger(workingOn: [1, 2, 3, 4, 5, 6])
      let late = try ledger(workingOn: [2, 6])
      #expect(prompt.contains { $0.contains("declined") })
      expectSame(late, prompt, "late, against on time")
    }

    @Test("A refusal counts as well if a dispute kept it from being seen")
    func refusedInDispute() throws {
      let ledger = try ledger(workingOn: [1, 2, 3, 4, 5, 6], disputed: true)
      #expect(ledger.contains { $0.contains("declined") })
      #expect(!ledger.contains { $0.contains("superseded") })
    }
  }
}
