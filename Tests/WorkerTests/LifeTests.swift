import Policy
import Postgres
import TestCluster
import TestModel
import Testing
import Worker

extension ClockTests {
  /// Cancellations through their lives, told to the database day by day.
  @Suite struct LifeTests {
    private func turn(to instant: Instant) {
      Ground.clocked.cluster.turnClock(to: instant.microseconds)
    }

    @Test("An open dispute holds a settlement; its resolution is when it takes effect")
    func dispute() throws {
      turn(to: Story.at(1))
      let site = try Site(.clocked)
      try site.run(
        Story.project(), Story.agreed(1), Story.cancellation(1, communicated: Story.at(1)))
      try site.run(
        "UPDATE cancellations SET disputed_at = '\(Story.at(1))',"
          + " advertiser_accepted_at = '\(Story.at(1))', provider_accepted_at = '\(Story.at(1))'")
      turn(to: Story.at(30))
      #expect(try site.pass().tally.settled == 0)
      try site.run("UPDATE cancellations SET dispute_resolved_at = '\(Story.at(29))'")
      #expect(try site.pass().tally.settled == 1)
      #expect(
        try site.number(
          "SELECT count(*) FROM cancellations WHERE effective_at = '\(Story.at(29))'") == 1)
    }

    @Test("The deadline ends a Project although an accepted cancellation of it is in dispute")
    func deadlineDuringDispute() throws {
      turn(to: Story.at(1))
      let site = try Site(.clocked)
      try site.run(
        Story.project(deadline: Story.at(3)), Story.agreed(1),
        Story.cancellation(1, communicated: Story.at(1), accepted: Story.at(2)),
        "UPDATE cancellations SET disputed_at = '\(Story.at(1))'")
      turn(to: Story.at(3))
      #expect(try site.pass().tally.quarantined == 0)
      #expect(try site.text("SELECT status FROM projects") == "cancelled")
      try site.run(
        "UPDATE cancellations SET dispute_resolved_at = '\(Story.at(3))' WHERE status = 'open'")
      try site.pass()
      #expect(
        try site.text("SELECT status FROM cancellations WHERE cancellation_id = 1")
          == "superseded")
    }

    @Test("A Partner Project waits for its Open Order and wakes when that is completed")
    func waiting() throws {
      turn(to: Story.at(1))
      let site = try Site(.clocked)
      try site.run(
        Story.project(kind: .partner), Story.agreed(1), Story.agreed(2),
        "UPDATE orders SET delivery_started_at = '\(Story.at(1))' WHERE order_id = 1;",
        Story.cancellation(1, communicated: Story.at(1), accepted: Story.at(1)))
      let first = try site.pass()
      #expect(first.tally.waiting == 1)
      turn(to: Story.at(9))
      #expect(try site.pass().tally.projects == 0)
      try site.run(
        "UPDATE orders SET status = 'completed', completed_at = '\(Story.at(8))'"
          + " WHERE order_id = 1")
      #expect(try site.pass().tally.settled == 1)
      #expect(
        try site.number(
          "SELECT count(*) FROM cancellations WHERE effective_at = '\(Story.at(8))'") == 1)
      #expect(try site.number("SELECT amount_minor FROM refund_credits") == 1000)
      #expect(
        try site.text("SELECT rule FROM settlement_lines WHERE order_id = 2")
          == "partner.outstanding_balance")
    }

    @Test("A partner that declines keeps its Project, and another cancellation may follow")
    func declined() throws {
      turn(to: Story.at(1))
      let site = try Site(.clocked)
      try site.run(
        Story.project(kind: .partner), Story.agreed(1),
        Story.cancellation(1, communicated: Story.at(1)))
      turn(to: Story.at(2))
      try site.run("UPDATE cancellations SET declined_at = '\(Story.at(2))'")
      // Whether or not a worker has seen it.
      try site.run(Story.cancellation(2, communicated: Story.at(2)))
      #expect(try site.pass().tally.declined == 1)
      #expect(try site.text("SELECT status FROM projects") == "active")
      turn(to: Story.at(3))
      try site.run(
        "UPDATE cancellations SET provider_accepted_at = '\(Story.at(3))'"
          + " WHERE cancellation_id = 2")
      #expect(try site.pass().tally.settled == 1)
    }

    @Test("What the policy does not say is escalated once, and nothing is settled")
    func escalated() throws {
      turn(to: Story.at(2))
      let site = try Site(.clocked)
      try site.run(
        Story.project(), Story.inReview(1, at: Story.at(1)),
        Story.cancellation(1, by: "provider", communicated: Story.at(2), accepted: Story.at(2))
      )
      #expect(try site.pass().tally.escalated == 1)
      #expect(try site.text("SELECT status_reason FROM cancellations")?.contains("Order 1") == true)
      turn(to: Story.at(40))
      let later = try site.pass()
      #expect(later.tally.deemedApprovals == 1)
      #expect(later.tally.escalated == 0)
      #expect(try site.number("SELECT count(*) FROM settlement_lines") == 0)
      #expect(try site.text("SELECT status FROM projects") == "active")
    }

    @Test("Projects outside the policy: at scale untouched, private only told apart")
    func outside() throws {
      turn(to: Story.at(2))
      let site = try Site(.clocked)
      try site.run(
        Story.project(1, kind: .creatorContentAtScale, deadline: Story.at(3)),
        Story.project(2, origin: .private, deadline: Story.at(3)))
      for id in Int64(1)...2 {
        try site.run(
          Story.inReview(id, of: id, at: Story.at(1)), Story.agreed(id + 10, of: id),
          Story.cancellation(id, of: id, communicated: Story.at(2), accepted: Story.at(2)))
      }
      let before = try site.ledger(detailed: true)
      turn(to: Story.at(90))
      let outcome = try site.pass()
      #expect(outcome.tally.outOfScope == 1)
      #expect(outcome.tally.projects == 1)
      let changed = try site.ledger(detailed: true).subtracting(before)
      #expect(changed.count == 1)
      #expect(changed.first?.hasPrefix("cancellation 2 out_of_scope") == true)
    }

    @Test("Numbers that the platform brings and numbers that the worker draws don't collide")
    func numbers() throws {
      turn(to: Story.at(1))
      let site = try Site(.clocked)
      for id in Int64(1)...30 {
        try site.run(Story.project(id, deadline: Story.at(2)), Story.agreed(id, of: id))
        guard id % 3 != 0 else { continue }
        try site.run(Story.cancellation(id, of: id, communicated: Story.at(1)))
      }
      turn(to: Story.at(3))
      let outcome = try site.pass(batchSize: 4)
      #expect(outcome.tally.missedDeadlines == 30)
      #expect(outcome.tally.superseded == 20)
      #expect(outcome.tally.quarantined == 0)
      #expect(try site.number("SELECT count(*) FROM cancellations") == 50)
    }
  }
}
