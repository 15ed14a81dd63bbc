import Policy
import Testing

/// A cancellation whose Project has ended otherwise.
@Suite struct SupersessionTests {
  private static let ends: [Project.Status] = [.completed, .cancelled]

  @Test("Pending or escalated, in a Project that has ended", arguments: ends)
  func ended(_ status: Project.Status) {
    for pending in [Cancellation.Status.open, .waitingForOpenOrders, .escalated] {
      var cancellation = Sample.cancellation(at: .day(5))
      cancellation.status = pending
      var project = Sample.creator([Sample.agreed()], cancellation)
      project.status = status
      let advance = project.advance(to: .day(300))
      #expect(advance.names == ["superseded 20"])
      #expect(advance.instants == [.day(5)])
      let result = project.applying(advance.events)
      #expect(result.cancellations.map(\.status) == [.superseded])
      #expect(result.orders == project.orders)
    }
  }

  @Test(
    "Not what has come to an end itself",
    arguments: [.settled, .declined, .withdrawn, .superseded, .outOfScope]
      as [Cancellation.Status])
  func alreadyOver(_ status: Cancellation.Status) {
    var cancellation = Sample.cancellation(at: .day(5))
    cancellation.status = status
    var project = Sample.creator([Sample.agreed()], cancellation)
    project.status = .cancelled
    #expect(project.advance(to: .distantFuture).isNothing)
  }

  @Test("By the missed deadline that ended the Project, as of then")
  func byTheDeadline() {
    let cancellation = Sample.cancellation(at: .day(5), accepted: .day(12))
    let project = Sample.creator([Sample.agreed()], deadline: .day(10), cancellation)
    let advance = project.advance(to: .day(300))
    #expect(advance.names == ["deadline, the end", "superseded 20"])
    #expect(advance.instants == [.day(10), .day(10)])
  }

  @Test("By the deadline, even if it is declined after that; not if declined at that very instant")
  func declinedAfterTheEnd() {
    var cancellation = Sample.cancellation(at: .day(5))
    cancellation.advertiserAcceptedAt = nil
    cancellation.providerAcceptedAt = nil
    cancellation.declinedAt = .day(12)
    let project = Sample.creator([Sample.agreed()], deadline: .day(10), cancellation)
    #expect(project.advance(to: .day(300)).names == ["deadline, the end", "superseded 20"])
    cancellation.declinedAt = .day(10)
    let earlier = Sample.creator([Sample.agreed()], deadline: .day(10), cancellation)
    #expect(earlier.advance(to: .day(300)).names == ["declined 20", "deadline, the end"])
  }

  @Test("Not by a missed deadline that leaves Orders")
  func notByTheDeadline() {
    let cancellation = Sample.cancellation(at: .day(5), accepted: .day(12))
    let orders = [Sample.agreed(10), Sample.proposed(11)]
    let advance = Sample.creator(orders, deadline: .day(10), cancellation).advance(to: .day(300))
    #expect(advance.names == ["deadline", "settled 20"])
    #expect(advance.lines.map(\.orderID) == [10, 11])
    #expect(advance.rules == [.missedDeadline, .beforeOrder])
  }

  @Test("An escalated one by the cancellation that was settled after it")
  func byAnotherCancellation() {
    let escalated = Sample.cancellation(20, by: .provider, at: .day(5))
    var project = Sample.creator([Sample.inReview()], escalated)
    project = project.applying(project.advance(to: .day(6)).events)
    project.cancellations.append(Sample.cancellation(21, by: .advertiser, at: .day(7)))
    let advance = project.advance(to: .day(8))
    #expect(advance.names == ["settled 21", "superseded 20"])
    #expect(advance.instants == [.day(7), .day(7)])
  }

  @Test("An active Project supersedes nothing; an escalated one waits for a person")
  func active() {
    var cancellation = Sample.cancellation(at: .day(5))
    cancellation.status = .escalated
    let project = Sample.creator([Sample.agreed()], cancellation)
    #expect(project.advance(to: .distantFuture).isNothing)
  }
}
