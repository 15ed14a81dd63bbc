import Policy
import Testing

/// When a cancellation is accepted.
@Suite struct AcceptanceTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let project: Project
    let acceptedAt: Instant?

    init(_ description: String, _ project: Project, _ acceptedAt: Instant?) {
      testDescription = description
      self.project = project
      self.acceptedAt = acceptedAt
    }
  }

  private static func communicated(
    by initiator: Cancellation.Initiator, issued: Instant? = nil, advertiser: Instant? = nil,
    provider: Instant? = nil
  ) -> Cancellation {
    Cancellation(
      id: 20, initiatedBy: initiator, communicatedAt: .day(5), requestIssuedAt: issued,
      advertiserAcceptedAt: advertiser, providerAcceptedAt: provider)
  }

  static let creatorCases: [Case] = {
    func agreed(_ cancellation: Cancellation) -> Project {
      Sample.creator([Sample.agreed(), Sample.proposed(11)], cancellation)
    }
    let alone = communicated(by: .provider)
    let late = Sample.agreed(at: Instant.day(5).justAfter)
    return [
      Case("nobody", agreed(alone), nil),
      Case("the advertiser", agreed(communicated(by: .provider, advertiser: .day(6))), nil),
      Case("the provider", agreed(communicated(by: .advertiser, provider: .day(6))), nil),
      Case(
        "both, the provider later",
        agreed(communicated(by: .provider, advertiser: .day(6), provider: .day(7))), .day(7)),
      Case(
        "both, the advertiser later",
        agreed(communicated(by: .advertiser, advertiser: .day(8), provider: .day(7))), .day(8)),
      Case(
        "both before it was communicated",
        agreed(communicated(by: .advertiser, advertiser: .day(3), provider: .day(4))), .day(5)),
      Case("alone, nothing agreed", Sample.creator([Sample.proposed()], alone), .day(5)),
      Case(
        "alone, the advertiser",
        Sample.creator([Sample.proposed()], communicated(by: .advertiser)), .day(5)),
      Case("alone, no Orders", Sample.creator([], alone), .day(5)),
      Case("alone, agreed just after", Sample.creator([late], alone), .day(5)),
      Case("agreed at that instant", Sample.creator([Sample.agreed(at: .day(5))], alone), nil),
      Case(
        "alone, whoever accepted later",
        Sample.creator(
          [Sample.proposed()],
          communicated(by: .provider, advertiser: .day(8), provider: .day(9))), .day(5)),
      Case(
        "agreed, though cancelled since",
        Sample.creator([Sample.cancelled(Sample.agreed(), at: .day(2))], alone), nil),
    ]
  }()

  static let partnerCases: [Case] = {
    func partner(_ cancellation: Cancellation) -> Project {
      Sample.partner([Sample.delivery(started: nil)], cancellation)
    }
    return [
      Case("nobody", partner(communicated(by: .advertiser, issued: .day(6))), nil),
      Case("not issued", partner(communicated(by: .advertiser, provider: .day(6))), nil),
      Case(
        "by the initiator alone, the advertiser",
        partner(communicated(by: .advertiser, issued: .day(6), advertiser: .day(7))), nil),
      Case(
        "by the initiator alone, the provider",
        partner(communicated(by: .provider, issued: .day(6), provider: .day(7))), nil),
      Case(
        "by the provider",
        partner(communicated(by: .advertiser, issued: .day(6), provider: .day(7))), .day(7)),
      Case(
        "by the advertiser",
        partner(communicated(by: .provider, issued: .day(6), advertiser: .day(8))), .day(8)),
      Case(
        "accepted before it was issued",
        partner(communicated(by: .provider, issued: .day(9), advertiser: .day(8))), .day(9)),
      Case(
        "both before it was communicated",
        partner(communicated(by: .provider, issued: .day(3), advertiser: .day(4))), .day(5)),
      Case(
        "nothing agreed: not alone all the same",
        Sample.partner([Sample.proposed()], communicated(by: .provider, issued: .day(6))), nil),
      Case(
        "no Orders", Sample.partner([], communicated(by: .provider, issued: .day(6))), nil),
    ]
  }()

  @Test("By both parties, or alone where nothing had been agreed", arguments: creatorCases)
  func creator(_ example: Case) {
    expectAcceptance(example)
  }

  @Test("By the receiving party, once the request was issued", arguments: partnerCases)
  func partner(_ example: Case) {
    expectAcceptance(example)
  }

  @Test("Never at scale")
  func atScale() {
    var project = Sample.creator([], Sample.cancellation(at: .day(5)))
    project.kind = .creatorContentAtScale
    #expect(project.acceptance(of: Sample.cancellation(at: .day(5))) == nil)
  }

  private func expectAcceptance(_ example: Case) {
    let project = example.project
    #expect(project.cancellations.map(project.acceptance) == [example.acceptedAt])
    let settled = project.advance(to: .day(300))
    #expect(settled.settledAt == example.acceptedAt)
    guard let at = example.acceptedAt else { return }
    #expect(project.advance(to: at.justBefore).events.isEmpty)
    #expect(project.advance(to: at).settledAt == at)
  }
}
