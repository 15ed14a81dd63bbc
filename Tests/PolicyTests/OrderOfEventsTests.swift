import Policy
import Testing

/// What falls due takes effect in the order of its instants, however late the worker comes to it.
@Suite struct OrderOfEventsTests {
  @Test("At one instant: deemed approval, deadline, cancellation")
  func atOneInstant() {
    let orders = [Sample.agreed(10), Sample.inReview(11), Sample.inReview(12, since: .day(3))]
    let cancellation = Sample.cancellation(at: .day(5), accepted: .day(16))
    let project = Sample.creator(orders, deadline: .day(16), cancellation)
    let advance = project.advance(to: .day(300))
    #expect(advance.names == ["approved 11", "deadline", "settled 20"])
    #expect(advance.instants == [.day(16), .day(16), .day(16)])
    #expect(advance.next == nil)
  }

  @Test("A cancellation at the deadline that ends the Project comes too late")
  func deadlineFirst() {
    let cancellation = Sample.cancellation(at: .day(10))
    let project = Sample.creator([Sample.agreed()], deadline: .day(10), cancellation)
    #expect(project.advance(to: .day(10)).names == ["deadline, the end", "superseded 20"])
  }

  @Test("A cancellation before the deadline leaves nothing to miss")
  func cancellationFirst() {
    let cancellation = Sample.cancellation(at: Instant.day(10).justBefore)
    let project = Sample.creator([Sample.agreed()], deadline: .day(10), cancellation)
    let advance = project.advance(to: .day(300))
    #expect(advance.names == ["settled 20"])
    #expect(advance.rules == [.beforeSubmissionByAdvertiser])
  }

  @Test("A refusal at the deadline comes first")
  func refusalFirst() {
    var cancellation = Sample.cancellation(at: .day(5))
    cancellation.providerAcceptedAt = nil
    cancellation.declinedAt = .day(10)
    let project = Sample.creator([Sample.agreed()], deadline: .day(10), cancellation)
    #expect(project.advance(to: .day(10)).names == ["declined 20", "deadline, the end"])
  }

  @Test("Approved before the deadline and after it")
  func aroundTheDeadline() {
    let orders = [
      Sample.inReview(10, since: .day(1)), Sample.agreed(11), Sample.inReview(12, since: .day(3)),
    ]
    let project = Sample.creator(orders, deadline: .day(16))
    let advance = project.advance(to: .day(300))
    #expect(advance.names == ["approved 10", "deadline", "approved 12"])
    #expect(advance.instants == [.day(15), .day(16), .day(17)])
  }

  @Test("An escalated cancellation ends nothing: the deadline still comes")
  func escalatedBeforeTheDeadline() {
    let cancellation = Sample.cancellation(by: .provider, at: .day(5))
    let orders = [Sample.inReview(10), Sample.agreed(11)]
    let advance = Sample.creator(orders, deadline: .day(10), cancellation).advance(to: .day(300))
    #expect(advance.names == ["escalated 20 for [10]", "deadline", "approved 10"])
  }

  @Test("A fact with an instant to come counts from that instant on")
  func factsToCome() {
    let cancellation = Sample.cancellation(at: .day(5), accepted: .day(8))
    let project = Sample.creator([Sample.agreed()], cancellation)
    let early = project.advance(to: .day(6))
    #expect(early.events.isEmpty)
    #expect(early.next == .day(8))
  }

  @Test("`next` is the earliest of what is to come")
  func next() {
    let orders = [Sample.inReview(10), Sample.agreed(11)]
    let project = Sample.creator(orders, deadline: .day(20))
    #expect(project.advance(to: .day(3)).next == .day(16))
    #expect(project.advance(to: .day(16)).next == .day(20))
    #expect(project.advance(to: .day(20)).next == nil)
    #expect(Sample.creator([Sample.proposed()]).advance(to: .day(3)).isNothing)
  }

  @Test("The same facts in another order give the same outcome")
  func orderOfRows() {
    let orders = [Sample.inReview(10), Sample.agreed(11), Sample.inReview(12)]
    let cancellation = Sample.cancellation(at: .day(5), accepted: .day(16))
    let one = Sample.creator(orders, deadline: .day(16), cancellation).advance(to: .day(16))
    let other = Sample.creator(orders.reversed(), deadline: .day(16), cancellation)
      .advance(to: .day(16))
    #expect(one.names == other.names)
    #expect(Set(one.lines.map(\.orderID)) == Set(other.lines.map(\.orderID)))
    #expect(one.refunds.sorted() == other.refunds.sorted())
  }
}
