import Policy
import Testing

/// The refund table of Creator Projects, by the stage when the cancellation was communicated.
@Suite struct CreatorRefundTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let order: Order
    let initiator: Cancellation.Initiator
    let rule: Rule
    let refund: Int64

    init(
      _ stage: String, _ order: Order, by initiator: Cancellation.Initiator, _ rule: Rule,
      _ refund: Int64
    ) {
      testDescription = "\(stage), by \(initiator)"
      self.order = order
      self.initiator = initiator
      self.rule = rule
      self.refund = refund
    }
  }

  /// Cancelled on day 5, with a fee of 1000 of which 800 were paid.
  static let table: [Row] = {
    let agreedLater = Sample.agreed(at: .day(6), paid: 800)
    let underReview = Sample.inReview(paid: 800)
    let halfPaid = Sample.inReview(paid: 300)
    var changes = underReview
    changes.status = .changesRequested
    var platform = underReview
    platform.manualReview = false
    platform.approval = .platform
    platform.approvedAt = .day(4)
    platform.status = .approved
    var completed = Sample.approved()
    completed.status = .completed
    completed.completedAt = .day(5)
    return [
      Row("proposed", Sample.proposed(paid: 800), by: .advertiser, .beforeOrder, 800),
      Row("proposed", Sample.proposed(paid: 800), by: .provider, .beforeOrder, 800),
      Row("agreed later", agreedLater, by: .advertiser, .beforeOrder, 800),
      Row("agreed later", agreedLater, by: .provider, .beforeOrder, 800),
      Row(
        "agreed", Sample.agreed(paid: 800), by: .advertiser, .beforeSubmissionByAdvertiser, 720),
      Row("agreed", Sample.agreed(paid: 800), by: .provider, .beforeSubmissionByProvider, 800),
      Row("in review", underReview, by: .advertiser, .afterSubmission, 500),
      Row("in review, 30 % paid", halfPaid, by: .advertiser, .afterSubmission, 300),
      Row("changes requested", changes, by: .advertiser, .afterSubmission, 500),
      Row("approved expressly", Sample.approved(), by: .advertiser, .approved, 0),
      Row("approved expressly", Sample.approved(), by: .provider, .approved, 0),
      Row("approved by the platform", platform, by: .advertiser, .approved, 0),
      Row("approved by the platform", platform, by: .provider, .approved, 0),
      Row("completed", completed, by: .advertiser, .approved, 0),
      Row("completed", completed, by: .provider, .approved, 0),
    ]
  }()

  @Test("Stage and initiator decide the refund", arguments: table)
  func refund(_ row: Row) {
    let cancellation = Sample.cancellation(by: row.initiator, at: .day(5))
    let advance = Sample.creator([row.order], cancellation).advance(to: .day(9))
    #expect(advance.names == ["settled 20"])
    #expect(advance.rules == [row.rule])
    #expect(advance.refunds == [row.refund])
    #expect(advance.lines.map(\.feeMinor) == [row.order.feeMinor])
    #expect(advance.lines.map(\.retainedMinor) == [row.order.paidMinor - row.refund])
    #expect(advance.events.first?.settlement?.creditMinor == row.refund)
  }

  @Test(
    "Deemed approved, by either side: nothing",
    arguments: [.advertiser, .provider] as [Cancellation.Initiator])
  func deemedApproved(_ initiator: Cancellation.Initiator) {
    let cancellation = Sample.cancellation(by: initiator, at: .day(20))
    let advance = Sample.creator([Sample.inReview()], cancellation).advance(to: .day(20))
    #expect(advance.names == ["approved 10", "settled 20"])
    #expect(advance.rules == [.approved])
    #expect(advance.refunds == [0])
  }

  @Test("The provider cancels after submission: escalated, and nothing is settled")
  func escalation() {
    let orders = [
      Sample.inReview(10), Sample.agreed(11), Sample.inReview(12), Sample.approved(13),
    ]
    let cancellation = Sample.cancellation(by: .provider, at: .day(5), accepted: .day(6))
    let project = Sample.creator(orders, cancellation)
    let advance = project.advance(to: .day(7))
    #expect(advance.names == ["escalated 20 for [10, 12]"])
    #expect(advance.instants == [.day(6)])
    let result = project.applying(advance.events)
    #expect(result.status == .active)
    #expect(result.orders == project.orders)
    #expect(result.cancellations.map(\.status) == [.escalated])
    #expect(result.advance(to: .day(30)).names == ["approved 10", "approved 12"])
  }

  @Test("Orders of one Project are judged each by its own stage")
  func mixedStages() {
    let gone = Sample.cancelled(Sample.agreed(15), at: .day(4))
    let orders = [
      Sample.proposed(10), Sample.agreed(11), Sample.inReview(12), Sample.approved(13), gone,
    ]
    let project = Sample.creator(orders, Sample.cancellation(at: .day(5)))
    let advance = project.advance(to: .day(5))
    #expect(advance.lines.map(\.orderID) == [10, 11, 12, 13])
    #expect(advance.refunds == [1000, 900, 500, 0])
    #expect(advance.events.first?.settlement?.creditMinor == 2400)
    #expect(advance.events.first?.settlement?.cancelledOrderIDs == [10, 11, 12])
    let result = project.applying(advance.events)
    #expect(result.status == .cancelled)
    #expect(
      result.orders.map(\.status) == [.cancelled, .cancelled, .cancelled, .approved, .cancelled])
    #expect(
      result.orders.map(\.cancelledAt) == [.day(5), .day(5), .day(5), nil, .day(4)])
    #expect(result.orders.map(\.isSettled) == [true, true, true, true, false])
  }

  @Test("What happens after it was communicated changes no stage")
  func laterFactsChangeNothing() {
    let orders = [
      Sample.agreed(10, at: .day(6)), Sample.inReview(11, since: .day(6)),
      Sample.approved(12, at: .day(6)),
    ]
    let cancellation = Sample.cancellation(at: .day(5), accepted: .day(30))
    let advance = Sample.creator(orders, cancellation).advance(to: .day(30))
    #expect(advance.names == ["approved 11", "settled 20"])
    #expect(
      advance.rules == [.beforeOrder, .beforeSubmissionByAdvertiser, .afterSubmission])
    #expect(advance.events.last?.settlement?.cancelledOrderIDs == [10])
  }

  @Test("A Project without Orders ends with no line")
  func noOrders() {
    let project = Sample.creator([], Sample.cancellation(at: .day(5)))
    let advance = project.advance(to: .day(5))
    #expect(advance.names == ["settled 20"])
    #expect(advance.lines.isEmpty)
    #expect(project.applying(advance.events).status == .cancelled)
  }
}
