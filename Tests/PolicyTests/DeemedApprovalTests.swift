import Policy
import Testing

/// Nobody answered for 14 × 24 hours.
@Suite struct DeemedApprovalTests {
  private static let due = Instant.day(16)

  @Test("Review due is 14 × 24 hours after the review was requested")
  func reviewDue() {
    #expect(Sample.inReview(since: .day(2)).reviewDue == Self.due)
    #expect(Sample.approved().reviewDue == nil)
    #expect(Order.reviewPeriod == 1_209_600_000_000)
  }

  @Test("Not a microsecond early", arguments: [Project.Kind.creator, .partner])
  func boundary(_ kind: Project.Kind) {
    var project = Sample.creator([Sample.inReview()])
    project.kind = kind
    let early = project.advance(to: Self.due.justBefore)
    #expect(early.events.isEmpty)
    #expect(early.next == Self.due)
    let onTime = project.advance(to: Self.due)
    #expect(onTime.events == [Event(at: Self.due, outcome: .orderDeemedApproved(orderID: 10))])
    #expect(onTime.next == nil)
    #expect(project.advance(to: Self.due.justAfter) == onTime)
  }

  @Test("Approved as of review due, however late the worker comes")
  func approvedAsOfReviewDue() {
    let project = Sample.creator([Sample.inReview()])
    let order = project.applying(project.advance(to: .day(300)).events).orders.first
    #expect(order?.status == .approved)
    #expect(order?.approval == .deemed)
    #expect(order?.approvedAt == Self.due)
  }

  @Test("A resubmission restarts the 14 days")
  func resubmission() {
    var order = Sample.inReview(since: .day(2))
    order.reviewRequestedAt = .day(10)
    #expect(Sample.creator([order]).advance(to: .day(300)).instants == [.day(24)])
  }

  @Test(
    "Only under manual review",
    arguments: [.proposed, .agreed, .changesRequested, .approved, .completed, .cancelled]
      as [Order.Status])
  func otherStatuses(_ status: Order.Status) {
    var order = Sample.inReview()
    order.status = status
    #expect(Sample.creator([order]).advance(to: .distantFuture).isNothing)
  }

  @Test("Never without manual review")
  func noManualReview() {
    var order = Sample.inReview()
    order.manualReview = false
    #expect(Sample.creator([order]).advance(to: .distantFuture).isNothing)
  }

  @Test("In the order of their instants, then of the Orders")
  func severalOrders() {
    let orders = [
      Sample.inReview(14, since: .day(3)), Sample.inReview(12, since: .day(2)),
      Sample.inReview(13, since: .day(3)), Sample.inReview(11, since: .day(4)),
    ]
    let project = Sample.creator(orders)
    let advance = project.advance(to: .day(17))
    #expect(advance.names == ["approved 12", "approved 13", "approved 14"])
    #expect(advance.instants == [.day(16), .day(17), .day(17)])
    #expect(advance.next == .day(18))
  }

  @Test("A review that never comes due")
  func farFuture() {
    let order = Sample.inReview(since: .distantFuture.justBefore)
    #expect(order.reviewDue == .distantFuture)
    #expect(Sample.creator([order]).advance(to: .day(300)).events.isEmpty)
  }
}
