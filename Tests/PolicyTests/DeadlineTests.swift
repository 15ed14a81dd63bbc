import Policy
import Testing

/// Creator Projects: no content came in before the deadline.
@Suite struct DeadlineTests {
  private static let deadline = Instant.day(10)

  @Test("Not a microsecond early, and as of the deadline however late")
  func boundary() {
    let project = Sample.creator([Sample.agreed(paid: 800)], deadline: Self.deadline)
    let early = project.advance(to: Self.deadline.justBefore)
    #expect(early.events.isEmpty)
    #expect(early.next == Self.deadline)
    for now in [Self.deadline, .day(300)] {
      let advance = project.advance(to: now)
      #expect(advance.names == ["deadline, the end"])
      #expect(advance.instants == [Self.deadline])
      #expect(advance.rules == [.missedDeadline])
      #expect(advance.refunds == [800])
      let result = project.applying(advance.events)
      #expect(result.status == .cancelled)
      #expect(result.orders.map(\.status) == [.cancelled])
      #expect(result.orders.map(\.cancelledAt) == [Self.deadline])
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let order: Order
    let isMissed: Bool

    init(_ description: String, _ order: Order, isMissed: Bool) {
      testDescription = description
      self.order = order
      self.isMissed = isMissed
    }
  }

  static let cases: [Case] = {
    var completed = Sample.agreed()
    completed.status = .completed
    completed.completedAt = deadline.justBefore
    var settled = Sample.agreed()
    settled.isSettled = true
    return [
      Case("proposed", Sample.proposed(), isMissed: false),
      Case("agreed just before", Sample.agreed(at: deadline.justBefore), isMissed: true),
      Case("agreed at the deadline", Sample.agreed(at: deadline), isMissed: false),
      Case("agreed after it", Sample.agreed(at: deadline.justAfter), isMissed: false),
      Case("content just before", Sample.inReview(since: deadline.justBefore), isMissed: false),
      Case("content at the deadline", Sample.inReview(since: deadline), isMissed: true),
      Case("content after it", Sample.inReview(since: deadline.justAfter), isMissed: true),
      Case("approved", Sample.approved(), isMissed: false),
      Case("completed without content", completed, isMissed: false),
      Case(
        "cancelled at the deadline", Sample.cancelled(Sample.agreed(), at: deadline),
        isMissed: false),
      Case(
        "cancelled after it", Sample.cancelled(Sample.agreed(), at: deadline.justAfter),
        isMissed: true),
      Case("settled before", settled, isMissed: false),
    ]
  }()

  @Test("Agreed before it, and no content before it", arguments: cases)
  func whichOrders(_ example: Case) {
    let project = Sample.creator([example.order], deadline: Self.deadline)
    let advance = project.advance(to: .day(11))
    #expect(advance.rules == (example.isMissed ? [.missedDeadline] : []))
    #expect(advance.fault == nil)
  }

  @Test("Orders that kept it go on, and so does the Project")
  func projectGoesOn() {
    let orders = [Sample.agreed(10), Sample.inReview(11), Sample.proposed(12)]
    let project = Sample.creator(orders, deadline: Self.deadline)
    let advance = project.advance(to: .day(20))
    #expect(advance.names == ["deadline", "approved 11"])
    #expect(advance.lines.map(\.orderID) == [10])
    #expect(project.applying(advance.events).status == .active)
  }

  @Test("Nothing is left of the Project where the others were cancelled by then")
  func projectEnds() {
    let gone = Sample.cancelled(Sample.inReview(11), at: Self.deadline)
    let project = Sample.creator([Sample.agreed(10), gone], deadline: Self.deadline)
    #expect(project.advance(to: .day(10)).names == ["deadline, the end"])
    let later = Sample.cancelled(Sample.inReview(11), at: Self.deadline.justAfter)
    let other = Sample.creator([Sample.agreed(10), later], deadline: Self.deadline)
    #expect(other.advance(to: .day(30)).names == ["deadline"])
  }

  @Test("An Order cancelled while no worker ran keeps its own end")
  func cancelledLater() {
    let order = Sample.cancelled(Sample.agreed(), at: .day(11))
    let project = Sample.creator([order], deadline: Self.deadline)
    let result = project.applying(project.advance(to: .day(12)).events)
    #expect(result.orders.map(\.cancelledAt) == [.day(11)])
    #expect(result.orders.map(\.isSettled) == [true])
  }

  @Test("Only in Creator Projects that are under way")
  func elsewhere() {
    let project = Sample.creator([Sample.agreed()], deadline: Self.deadline)
    var partner = project
    partner.kind = .partner
    var atScale = project
    atScale.kind = .creatorContentAtScale
    var arranged = project
    arranged.origin = .private
    var completed = project
    completed.status = .completed
    var cancelled = project
    cancelled.status = .cancelled
    for other in [partner, atScale, arranged, completed, cancelled] {
      #expect(other.advance(to: .distantFuture).isNothing)
    }
  }
}
