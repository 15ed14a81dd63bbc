import Policy
import Testing

/// What happened at the very instant has happened; one microsecond decides.
@Suite struct BoundaryTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let communicated: Instant
    let order: Order
    let rule: Rule

    init(_ description: String, _ communicated: Instant, _ order: Order, _ rule: Rule) {
      testDescription = description
      self.communicated = communicated
      self.order = order
      self.rule = rule
    }
  }

  static let stages: [Case] = {
    let at = Instant.day(5)
    let due = Instant.day(16)
    var completed = Sample.inReview()
    completed.status = .completed
    completed.completedAt = at
    return [
      Case("just before agreement", at.justBefore, Sample.agreed(at: at), .beforeOrder),
      Case("at agreement", at, Sample.agreed(at: at), .beforeSubmissionByAdvertiser),
      Case(
        "just before submission", at.justBefore, Sample.inReview(since: at),
        .beforeSubmissionByAdvertiser),
      Case("at submission", at, Sample.inReview(since: at), .afterSubmission),
      Case("just before approval", at.justBefore, Sample.approved(at: at), .afterSubmission),
      Case("at approval", at, Sample.approved(at: at), .approved),
      Case("just before review due", due.justBefore, Sample.inReview(), .afterSubmission),
      Case("at review due", due, Sample.inReview(), .approved),
      Case("just before completion", at.justBefore, completed, .afterSubmission),
      Case("at completion", at, completed, .approved),
    ]
  }()

  @Test("The stage at the instant it was communicated", arguments: stages)
  func stage(_ example: Case) {
    let cancellation = Sample.cancellation(at: example.communicated, accepted: .day(40))
    let advance = Sample.creator([example.order], cancellation).advance(to: .day(40))
    #expect(advance.rules == [example.rule])
    #expect(advance.settledAt == (example.rule == .beforeOrder ? example.communicated : .day(40)))
  }

  @Test(
    "Review due at the effect has come, one after it has not", arguments: [-1, 0, 1] as [Int64])
  func reviewDueAtEffect(_ microseconds: Int64) {
    let effect = Instant.day(16).adding(microseconds: microseconds)
    let cancellation = Sample.cancellation(at: .day(5), accepted: effect)
    let project = Sample.creator([Sample.inReview()], cancellation)
    let advance = project.advance(to: .day(300))
    #expect(advance.names == (microseconds < 0 ? ["settled 20"] : ["approved 10", "settled 20"]))
    #expect(advance.rules == [.afterSubmission])
    let status = project.applying(advance.events).orders.first?.status
    #expect(status == (microseconds < 0 ? .cancelled : .approved))
    #expect(advance.next == nil)
  }

  @Test(
    "The deadline at the effect has come, one after it has not", arguments: [-1, 0, 1] as [Int64])
  func deadlineAtEffect(_ microseconds: Int64) {
    let effect = Instant.day(10).adding(microseconds: microseconds)
    let cancellation = Sample.cancellation(at: .day(5), accepted: effect)
    let orders = [Sample.agreed(10), Sample.inReview(11)]
    let advance = Sample.creator(orders, deadline: .day(10), cancellation).advance(to: .day(11))
    if microseconds < 0 {
      #expect(advance.names == ["settled 20"])
      #expect(advance.rules == [.beforeSubmissionByAdvertiser, .afterSubmission])
    } else {
      #expect(advance.names == ["deadline", "settled 20"])
      #expect(advance.rules == [.missedDeadline, .afterSubmission])
    }
    #expect(advance.lines.map(\.orderID) == [10, 11])
  }

  @Test("An Order cancelled at the effect has no line, one cancelled after it has")
  func cancelledAtEffect() {
    let orders = [
      Sample.cancelled(Sample.agreed(10), at: .day(5)),
      Sample.cancelled(Sample.agreed(11), at: Instant.day(5).justAfter), Sample.agreed(12),
    ]
    let advance = Sample.creator(orders, Sample.cancellation(at: .day(5))).advance(to: .day(6))
    #expect(advance.lines.map(\.orderID) == [11, 12])
    #expect(advance.events.last?.settlement?.cancelledOrderIDs == [12])
  }

  @Test("An Order completed at the acceptance is not open, nor one that starts after it")
  func openAtAcceptance() {
    func waits(_ order: Order) -> Bool {
      let project = Sample.partner([order], Sample.cancellation(at: .day(5)))
      return project.advance(to: .day(5)).names == ["waiting 20"]
    }
    let at = Instant.day(5)
    #expect(!waits(Sample.delivery(completed: at)))
    #expect(waits(Sample.delivery(completed: at.justAfter)))
    #expect(waits(Sample.delivery(started: at)))
    #expect(!waits(Sample.delivery(started: at.justAfter)))
    #expect(!waits(Sample.cancelled(Sample.delivery(), at: at)))
    #expect(waits(Sample.cancelled(Sample.delivery(), at: at.justAfter)))
  }
}
