import Policy
import Postgres
import TestCluster
import TestModel
import Testing
import Worker

extension ClockTests {
  /// To the microsecond, with the clock that the database itself goes by.
  @Suite struct BoundaryTests {
    private func turn(to instant: Instant) {
      Ground.clocked.cluster.turnClock(to: instant.microseconds)
    }

    private static let requested = Story.at(1)
    private static let due = requested.adding(microseconds: Order.reviewPeriod)

    @Test("Deemed approval at review due, not a microsecond before, and as of then")
    func reviewDue() throws {
      turn(to: Self.requested)
      let site = try Site(.clocked)
      try site.run(Story.project(), Story.inReview(1, at: Self.requested))
      try site.run(Story.inReview(2, at: Self.requested, manual: false))
      // A worker that has been there leaves word when to come again.
      try site.run(Story.cancellation(1, communicated: Self.requested))
      #expect(try site.pass().tally.projects == 1)
      turn(to: Self.due.adding(microseconds: -1))
      #expect(try site.pass().tally.deemedApprovals == 0)
      turn(to: Self.due)
      #expect(try site.pass().tally.deemedApprovals == 1)
      #expect(
        try site.text(
          "SELECT status || approval FROM orders WHERE approved_at = '\(Self.due)'")
          == "approveddeemed")
      turn(to: Self.due.adding(microseconds: 90 * 24 * Grid.hour))
      #expect(try site.pass().tally.deemedApprovals == 0)
      #expect(try site.text("SELECT status FROM orders WHERE order_id = 2") == "in_review")
    }

    @Test("A worker that comes months later approves as of review due")
    func lateApproval() throws {
      turn(to: Self.requested)
      let site = try Site(.clocked)
      try site.run(Story.project(), Story.inReview(1, at: Self.requested))
      turn(to: Story.at(200))
      #expect(try site.pass().tally.deemedApprovals == 1)
      #expect(
        try site.number("SELECT count(*) FROM orders WHERE approved_at = '\(Self.due)'") == 1)
    }

    @Test("An answer before review due counts, one at it is refused")
    func answers() throws {
      turn(to: Self.requested)
      let site = try Site(.clocked)
      try site.run(
        Story.project(), Story.inReview(1, at: Self.requested),
        Story.inReview(2, at: Self.requested))
      func answer(_ order: Int, _ at: Instant) -> String {
        "UPDATE orders SET status = 'approved', approval = 'express', approved_at = '\(at)',"
          + " responded_at = '\(at)' WHERE order_id = \(order)"
      }
      let before = Self.due.adding(microseconds: -1)
      turn(to: before)
      try site.run(answer(1, before))
      turn(to: Self.due)
      #expect(throws: PostgresError.self) { try site.run(answer(2, Self.due)) }
      #expect(try site.pass().tally.deemedApprovals == 1)
      #expect(
        try site.number("SELECT order_id FROM orders WHERE approval = 'deemed'") == 2)
    }

    @Test(
      "Communicated around review due: half before it, nothing from it on",
      arguments: [(Int64(-1), Int64(500)), (0, 0), (1, 0)])
    func communicatedAroundReviewDue(beside: Int64, refund: Int64) throws {
      turn(to: Self.requested)
      let site = try Site(.clocked)
      try site.run(Story.project(), Story.inReview(1, at: Self.requested))
      let at = Self.due.adding(microseconds: beside)
      turn(to: at)
      try site.run(Story.cancellation(1, communicated: at, accepted: at))
      #expect(try site.pass().tally.settled == 1)
      #expect(try site.number("SELECT refund_minor FROM settlement_lines") == refund)
      #expect(
        try site.text("SELECT status FROM orders") == (beside < 0 ? "cancelled" : "approved"))
    }

    @Test(
      "Accepted around the deadline: the missed deadline comes first if it was there",
      arguments: [(Int64(-1), Int64(900)), (0, 1000), (1, 1000)])
    func acceptedAroundTheDeadline(beside: Int64, refund: Int64) throws {
      let deadline = Story.at(5)
      turn(to: Story.at(1))
      let site = try Site(.clocked)
      try site.run(
        Story.project(deadline: deadline), Story.agreed(1),
        Story.cancellation(1, communicated: Story.at(1)))
      let at = deadline.adding(microseconds: beside)
      turn(to: at)
      try site.run(
        "UPDATE cancellations SET advertiser_accepted_at = '\(at)', provider_accepted_at = '\(at)'")
      turn(to: Story.at(6))
      try site.pass()
      #expect(try site.number("SELECT sum(amount_minor)::bigint FROM refund_credits") == refund)
      let status = try site.text(
        "SELECT status FROM cancellations WHERE initiated_by = 'advertiser'")
      #expect(status == (beside < 0 ? "settled" : "superseded"))
      let deadlines = try site.number(
        "SELECT count(*) FROM cancellations WHERE initiated_by = 'deadline'")
      #expect(deadlines == (beside < 0 ? 0 : 1))
      // And never another one.
      turn(to: Story.at(100))
      #expect(try site.pass().tally.missedDeadlines == 0)
    }

    @Test("The deadline to the microsecond, and content just before it")
    func deadline() throws {
      let deadline = Story.at(5)
      turn(to: Story.at(1))
      let site = try Site(.clocked)
      try site.run(Story.project(deadline: deadline), Story.agreed(1), Story.agreed(2))
      let before = deadline.adding(microseconds: -1)
      turn(to: before)
      try site.run(
        "UPDATE orders SET status = 'in_review', content_submitted_at = '\(before)',"
          + " review_requested_at = '\(before)' WHERE order_id = 1")
      #expect(try site.pass().tally.missedDeadlines == 0)
      turn(to: deadline)
      #expect(throws: PostgresError.self) {
        try site.run(
          "UPDATE orders SET status = 'in_review', content_submitted_at = '\(deadline)',"
            + " review_requested_at = '\(deadline)' WHERE order_id = 2")
      }
      #expect(try site.pass().tally.missedDeadlines == 1)
      #expect(
        try site.number("SELECT order_id FROM orders WHERE cancelled_at = '\(deadline)'") == 2)
      #expect(try site.text("SELECT status FROM projects") == "active")
      #expect(try site.number("SELECT count(*) FROM settlement_lines") == 1)
    }
  }
}
