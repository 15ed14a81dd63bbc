import Policy
import Testing

/// Declined by the receiving party, or withdrawn, before it was accepted.
@Suite struct RefusalTests {
  private static func refused(
    declined: Instant? = nil, withdrawn: Instant? = nil, accepted: Instant? = nil
  ) -> Cancellation {
    Cancellation(
      id: 20, initiatedBy: .advertiser, communicatedAt: .day(5), requestIssuedAt: .day(5),
      advertiserAcceptedAt: .day(5), providerAcceptedAt: accepted, declinedAt: declined,
      withdrawnAt: withdrawn)
  }

  static let projects = [
    Sample.creator([Sample.agreed()]), Sample.partner([Sample.delivery(started: nil)]),
  ]

  @Test("Before acceptance it is refused, and the Project goes on", arguments: projects)
  func beforeAcceptance(_ project: Project) {
    func end(_ cancellation: Cancellation) -> [String] {
      var project = project
      project.cancellations = [cancellation]
      let advance = project.advance(to: .day(300))
      let goesOn = project.applying(advance.events).status == .active
      #expect(goesOn == advance.lines.isEmpty)
      return advance.names
    }
    let at = Instant.day(7)
    #expect(end(Self.refused(declined: at)) == ["declined 20"])
    #expect(end(Self.refused(withdrawn: at)) == ["withdrawn 20"])
    #expect(end(Self.refused(declined: at.justBefore, accepted: at)) == ["declined 20"])
    #expect(end(Self.refused(withdrawn: at.justBefore, accepted: at)) == ["withdrawn 20"])
    #expect(end(Self.refused(declined: at, accepted: at)) == ["settled 20"])
    #expect(end(Self.refused(withdrawn: at, accepted: at)) == ["settled 20"])
    #expect(end(Self.refused(declined: at.justAfter, accepted: at)) == ["settled 20"])
    #expect(end(Self.refused(declined: at, withdrawn: at)) == ["declined 20"])
    #expect(end(Self.refused(declined: at, withdrawn: at.justBefore)) == ["withdrawn 20"])
    #expect(end(Self.refused(declined: at.justBefore, withdrawn: at)) == ["declined 20"])
  }

  @Test("As of the instant of the refusal")
  func instant() {
    let project = Sample.creator([Sample.agreed()], Self.refused(declined: .day(7)))
    #expect(project.advance(to: Instant.day(7).justBefore).events.isEmpty)
    #expect(project.advance(to: Instant.day(7).justBefore).next == .day(7))
    #expect(project.advance(to: .day(300)).instants == [.day(7)])
  }

  @Test("What was accepted at once can't be refused any more")
  func acceptedAtOnce() {
    let project = Sample.creator([Sample.proposed()], Self.refused(declined: .day(7)))
    #expect(project.advance(to: .day(300)).names == ["settled 20"])
  }

  @Test("A refused one makes room for another, whether or not a worker has seen it")
  func another() {
    let other = Sample.cancellation(21, at: .day(8))
    let project = Sample.creator([Sample.agreed()], Self.refused(withdrawn: .day(7)), other)
    #expect(project.advance(to: .day(300)).names == ["withdrawn 20", "settled 21"])
  }
}
