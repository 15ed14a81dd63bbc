import Policy
import Testing

/// What can't be judged stops the timeline where it stands; the events before it stand.
@Suite struct FaultTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String { code }
    let code: String
    let subject: Fault.Subject
    let id: Int64
    let at: Instant
    let project: Project
  }

  static let cases: [Case] = {
    let cancellation = Sample.cancellation(at: .day(5))
    var approved = Sample.approved(at: .day(7))
    approved.contentSubmittedAt = nil
    var completed = Sample.agreed(11)
    completed.status = .completed
    completed.completedAt = .day(12)
    var undelivered = Sample.delivery(11, started: nil)
    undelivered.contentSubmittedAt = .day(4)
    var timeless = Sample.inReview()
    timeless.reviewRequestedAt = nil
    let twoLargest = [
      Sample.proposed(10, fee: .max, paid: .max), Sample.proposed(11, fee: 1, paid: 1),
    ]
    let lateStart = Sample.delivery(11, started: .day(6), completed: .day(7))
    return [
      Case(
        code: "sum_out_of_range", subject: .cancellation, id: 20, at: .day(5),
        project: Sample.creator(twoLargest, cancellation)),
      Case(
        code: "sum_out_of_range", subject: .project, id: 1, at: .day(10),
        project: Sample.creator(
          [
            Sample.agreed(10, fee: .max, paid: .max), Sample.agreed(11, fee: .max, paid: 1),
          ], deadline: .day(10))),
      Case(
        code: "ended_without_content", subject: .order, id: 10, at: .day(10),
        project: Sample.creator([approved], deadline: .day(10))),
      Case(
        code: "ended_without_content", subject: .order, id: 11, at: .day(10),
        project: Sample.creator([Sample.agreed(10), completed], deadline: .day(10))),
      Case(
        code: "content_without_delivery", subject: .order, id: 11, at: .day(5),
        project: Sample.partner([Sample.delivery(10, started: nil), undelivered], cancellation)),
      Case(
        code: "delivered_after_effect", subject: .order, id: 11, at: .day(5),
        project: Sample.partner([lateStart], cancellation)),
      Case(
        code: "several_live_cancellations", subject: .project, id: 1, at: .distantPast,
        project: Sample.creator(
          [Sample.agreed()], cancellation, Sample.cancellation(21, at: .day(6)))),
      Case(
        code: "review_without_time", subject: .order, id: 10, at: .distantPast,
        project: Sample.creator([timeless])),
    ]
  }()

  @Test("Each fault says what is wrong with what, from its instant on", arguments: cases)
  func fault(_ example: Case) {
    for now in [example.at, .day(300)] {
      let advance = example.project.advance(to: now)
      #expect(advance.events.isEmpty)
      #expect(advance.next == nil)
      #expect(advance.fault?.code == example.code)
      #expect(advance.fault?.subject == example.subject)
      #expect(advance.fault?.subjectID == example.id)
      #expect(advance.fault?.detail.contains("\(example.id)") == true)
      #expect(advance.fault?.detail.hasSuffix(".") == true)
    }
    guard example.at > .distantPast else { return }
    let before = example.project.advance(to: example.at.justBefore)
    #expect(before.events.isEmpty && before.fault == nil)
    #expect(before.next == example.at)
  }

  @Test(
    "Amounts out of order",
    arguments: [(1000, 1001), (1000, -1), (-1, 0), (-1, -1), (.min, .min), (.min, .max)]
      as [(Int64, Int64)])
  func amounts(_ fee: Int64, _ paid: Int64) {
    for order in [
      Sample.proposed(fee: fee, paid: paid), Sample.agreed(fee: fee, paid: paid),
      Sample.inReview(fee: fee, paid: paid),
    ] {
      let project = Sample.creator([order], Sample.cancellation(at: .day(5)))
      let fault = project.advance(to: .day(5)).fault
      #expect(fault?.code == "amounts_out_of_order")
      #expect(fault?.subjectID == 10)
      #expect(fault?.detail.contains("\(fee) of which \(paid)") == true)
    }
  }

  @Test("The events before a fault stand, and nothing comes after it")
  func eventsBefore() {
    let orders = [Sample.inReview(10), Sample.agreed(11, paid: 2000), Sample.inReview(12)]
    var project = Sample.creator(orders, Sample.cancellation(at: .day(5), accepted: .day(20)))
    project.orders[2].contentSubmittedAt = .day(10)
    project.orders[2].reviewRequestedAt = .day(10)
    let advance = project.advance(to: .day(300))
    #expect(advance.names == ["approved 10"])
    #expect(advance.fault?.code == "amounts_out_of_order")
    let later = project.applying(advance.events).advance(to: .day(300))
    #expect(later.events.isEmpty)
    #expect(later.fault == advance.fault)
  }

  @Test("Live are only those that are neither refused nor disputed")
  func severalLive() {
    var withdrawn = Cancellation(id: 21, initiatedBy: .advertiser, communicatedAt: .day(6))
    withdrawn.withdrawnAt = .day(400)
    var escalated = Sample.cancellation(22, at: .day(7))
    escalated.status = .escalated
    let project = Sample.creator(
      [Sample.agreed()], Sample.cancellation(at: .day(5)), withdrawn, escalated)
    let advance = project.advance(to: .day(300))
    #expect(advance.fault == nil)
    #expect(advance.names == ["settled 20", "superseded 21", "superseded 22"])
    #expect(advance.next == nil, "a refusal after the end does not count")
  }

  @Test("A Project that has ended has no several live ones")
  func severalInAnEndedProject() {
    var project = Sample.creator(
      [], Sample.cancellation(20, at: .day(5)), Sample.cancellation(21, at: .day(6)))
    project.status = .cancelled
    #expect(project.advance(to: .day(300)).names == ["superseded 20", "superseded 21"])
  }

  @Test("An Order whose money makes no sense harms nobody until it is settled")
  func untouched() {
    let project = Sample.creator([Sample.inReview(paid: -1)])
    #expect(project.advance(to: .day(300)).fault == nil)
    #expect(project.advance(to: .day(300)).names == ["approved 10"])
  }
}
