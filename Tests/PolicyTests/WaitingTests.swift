import Policy
import Testing

/// Partner Projects: Open Orders are completed before a cancellation takes effect.
@Suite struct WaitingTests {
  private static let cancellation = Sample.cancellation(at: .day(5), accepted: .day(6))

  @Test("It waits while nobody knows when the Open Order closes")
  func waits() {
    let project = Sample.partner([Sample.delivery()], Self.cancellation)
    let advance = project.advance(to: .day(300))
    #expect(advance.names == ["waiting 20"])
    #expect(advance.instants == [.day(6)])
    #expect(advance.next == nil)
    let waiting = project.applying(advance.events)
    #expect(waiting.cancellations.map(\.status) == [.waitingForOpenOrders])
    #expect(waiting.status == .active)
    #expect(waiting.advance(to: .distantFuture).isNothing)
  }

  @Test("It takes effect with the last Open Order's completion")
  func lastCompletion() {
    let orders = [
      Sample.delivery(10, completed: .day(9)), Sample.delivery(11, completed: .day(8)),
      Sample.delivery(12, started: nil),
    ]
    let project = Sample.partner(orders, Self.cancellation)
    #expect(project.advance(to: Instant.day(9).justBefore).names == ["waiting 20"])
    #expect(project.advance(to: Instant.day(9).justBefore).next == .day(9))
    let advance = project.advance(to: .day(300))
    #expect(advance.names == ["waiting 20", "settled 20"])
    #expect(advance.instants == [.day(6), .day(9)])
    #expect(advance.rules == [.delivered, .delivered, .outstandingBalance])
  }

  @Test("Or with its cancellation")
  func closedByCancellation() {
    let order = Sample.cancelled(Sample.delivery(10), at: .day(9))
    let project = Sample.partner([order, Sample.proposed(11)], Self.cancellation)
    let advance = project.advance(to: .day(300))
    #expect(advance.instants == [.day(6), .day(9)])
    #expect(advance.lines.map(\.orderID) == [11])
    #expect(advance.rules == [.notStarted])
  }

  @Test("An Order that starts while others are open is waited for as well")
  func startedMeanwhile() {
    let orders = [
      Sample.delivery(10, completed: .day(9)),
      Sample.delivery(11, started: .day(8), completed: .day(12)),
      Sample.delivery(12, started: .day(12), completed: .day(14)),
    ]
    let advance = Sample.partner(orders, Self.cancellation).advance(to: .day(300))
    #expect(advance.instants == [.day(6), .day(14)])
    #expect(advance.rules == [.delivered, .delivered, .delivered])
  }

  @Test("Orders go on meanwhile, deemed approval included")
  func deemedApprovalGoesOn() {
    var order = Sample.delivery()
    order.status = .inReview
    order.contentSubmittedAt = .day(4)
    order.reviewRequestedAt = .day(4)
    let project = Sample.partner([order], Self.cancellation)
    let advance = project.advance(to: .day(300))
    #expect(advance.names == ["waiting 20", "approved 10"])
    #expect(advance.instants == [.day(6), .day(18)])
  }

  @Test("Without Open Orders there is no wait")
  func nothingOpen() {
    let project = Sample.partner([Sample.delivery(started: nil)], Self.cancellation)
    #expect(project.advance(to: .day(300)).names == ["settled 20"])
    #expect(project.advance(to: .day(300)).instants == [.day(6)])
  }

  @Test("What is open", arguments: [1, 2, 3, 4, 5, 6] as [Int64])
  func openOrders(_ day: Int64) {
    let order = Sample.delivery(started: .day(2), completed: .day(5))
    #expect(order.isOpen(at: .day(day)) == (2..<5).contains(day))
    let cancelled = Sample.cancelled(Sample.delivery(started: .day(2)), at: .day(5))
    #expect(cancelled.isOpen(at: .day(day)) == (2..<5).contains(day))
    #expect(!Sample.delivery(started: nil).isOpen(at: .day(day)))
  }
}
