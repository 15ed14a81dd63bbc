import Policy
import Testing

/// While a dispute is open nothing is decided.
@Suite struct DisputeTests {
  private static func disputed(
    _ cancellation: Cancellation, at: Instant = .day(6), resolved: Instant? = nil
  ) -> Cancellation {
    var cancellation = cancellation
    cancellation.disputedAt = at
    cancellation.disputeResolvedAt = resolved
    return cancellation
  }

  private static let accepted = Sample.cancellation(at: .day(5))

  @Test(
    "An open dispute holds it, whatever the dispute's instant",
    arguments: [.day(4), .day(5), .day(6), .day(400)] as [Instant])
  func held(_ at: Instant) {
    let project = Sample.creator([Sample.agreed()], Self.disputed(Self.accepted, at: at))
    #expect(project.advance(to: .distantFuture).isNothing)
  }

  @Test("Everything else in the Project goes on")
  func othersGoOn() {
    let orders = [Sample.agreed(10), Sample.inReview(11)]
    let project = Sample.creator(orders, deadline: .day(10), Self.disputed(Self.accepted))
    #expect(project.advance(to: .day(300)).names == ["deadline", "approved 11"])
  }

  @Test("Its effect is the later of acceptance and resolution")
  func effect() {
    func settledAt(accepted: Instant, resolved: Instant) -> Instant? {
      let cancellation = Sample.cancellation(at: .day(5), accepted: accepted)
      let project = Sample.creator(
        [Sample.agreed()], Self.disputed(cancellation, resolved: resolved))
      #expect(project.advance(to: max(accepted, resolved).justBefore).events.isEmpty)
      return project.advance(to: .day(300)).settledAt
    }
    #expect(settledAt(accepted: .day(7), resolved: .day(9)) == .day(9))
    #expect(settledAt(accepted: .day(9), resolved: .day(7)) == .day(9))
    #expect(settledAt(accepted: .day(9), resolved: .day(9)) == .day(9))
  }

  @Test("What falls due until the resolution happens before the cancellation")
  func orderOfEvents() {
    let project = Sample.creator(
      [Sample.inReview()], Self.disputed(Self.accepted, resolved: .day(16)))
    let advance = project.advance(to: .day(300))
    #expect(advance.names == ["approved 10", "settled 20"])
    #expect(advance.rules == [.afterSubmission])
  }

  @Test("A refusal and a supersession wait for the resolution, too")
  func refusalAndSupersession() {
    var declined = Self.accepted
    declined.providerAcceptedAt = nil
    declined.declinedAt = .day(7)
    let project = Sample.creator([Sample.agreed()], Self.disputed(declined))
    #expect(project.advance(to: .distantFuture).isNothing)
    let resolved = Sample.creator([Sample.agreed()], Self.disputed(declined, resolved: .day(9)))
    #expect(resolved.advance(to: .day(300)).instants == [.day(9)])
    #expect(resolved.advance(to: .day(300)).names == ["declined 20"])

    var ended = Sample.creator([Sample.agreed()], Self.disputed(Self.accepted))
    ended.status = .completed
    #expect(ended.advance(to: .distantFuture).isNothing)
    ended.cancellations = [Self.disputed(Self.accepted, resolved: .day(9))]
    #expect(ended.advance(to: .day(300)).names == ["superseded 20"])
    #expect(ended.advance(to: .day(300)).instants == [.day(9)])
  }

  @Test("Open Orders are waited for from the resolution on")
  func partner() {
    let orders = [
      Sample.delivery(10, completed: .day(8)),
      Sample.delivery(11, started: .day(9), completed: .day(12)),
    ]
    let open = Sample.partner(orders, Self.disputed(Self.accepted, resolved: .day(10)))
    #expect(open.advance(to: .day(300)).names == ["waiting 20", "settled 20"])
    #expect(open.advance(to: .day(300)).instants == [.day(10), .day(12)])
    let late = Sample.partner(orders, Self.disputed(Self.accepted, resolved: .day(13)))
    #expect(late.advance(to: .day(300)).instants == [.day(13)])
  }

  @Test("A dispute opened while it waits holds it again, without a second wait")
  func disputeWhileWaiting() {
    var waiting = Self.disputed(Self.accepted)
    waiting.status = .waitingForOpenOrders
    var project = Sample.partner([Sample.delivery(completed: .day(8))], waiting)
    #expect(project.advance(to: .distantFuture).isNothing)
    project.cancellations = [Self.disputed(waiting, resolved: .day(7))]
    #expect(project.advance(to: .day(300)).names == ["settled 20"])
    #expect(project.advance(to: .day(300)).instants == [.day(8)])
  }
}
