import Policy
import Testing

/// What the policy does not speak about is left alone.
@Suite struct ScopeTests {
  private static func busy(_ cancellation: Cancellation) -> Project {
    Sample.creator(
      [Sample.agreed(10), Sample.inReview(11)], deadline: .day(10), cancellation)
  }

  @Test("Projects at scale are never touched", arguments: Project.Origin.allCases)
  func atScale(_ origin: Project.Origin) {
    for status in [Project.Status.active, .completed, .cancelled] {
      var project = Self.busy(Sample.cancellation(at: .day(5)))
      project.kind = .creatorContentAtScale
      project.origin = origin
      project.status = status
      #expect(project.advance(to: .distantFuture).isNothing)
    }
  }

  @Test("A private Project's cancellation is out of scope at once, and nothing else happens")
  func privateOrigin() {
    for kind in [Project.Kind.creator, .partner] {
      var project = Self.busy(Sample.cancellation(at: .day(5)))
      project.kind = kind
      project.origin = .private
      for now in [Instant.distantPast, .day(4), .day(300)] {
        let advance = project.advance(to: now)
        #expect(advance.names == ["out of scope 20"])
        #expect(advance.next == nil)
        let result = project.applying(advance.events)
        #expect(result.cancellations.map(\.status) == [.outOfScope])
        #expect(result.orders == project.orders)
        #expect(result.status == .active)
      }
    }
  }

  @Test("Whatever else is recorded about it: dispute, refusal, an ended Project")
  func privateWhatever() {
    var disputed = Sample.cancellation(20, at: .day(5))
    disputed.disputedAt = .day(5)
    var declined = Cancellation(id: 21, initiatedBy: .provider, communicatedAt: .day(6))
    declined.declinedAt = .day(7)
    var waiting = Sample.cancellation(22, at: .day(8))
    waiting.status = .waitingForOpenOrders
    var escalated = Sample.cancellation(23, at: .day(9))
    escalated.status = .escalated
    var project = Sample.creator([Sample.agreed()], disputed, declined, waiting, escalated)
    project.origin = .private
    project.status = .completed
    #expect(
      project.advance(to: .day(300)).names
        == ["out of scope 20", "out of scope 21", "out of scope 22"])
  }
}
