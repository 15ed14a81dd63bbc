import Policy
import Testing

/// The names that others rely on, and the sentences that people read.
@Suite struct WordingTests {
  @Test("Rules are spelled as promised")
  func rules() {
    #expect(
      Rule.allCases.map(\.rawValue) == [
        "creator.missed_deadline", "creator.before_order",
        "creator.before_submission.advertiser", "creator.before_submission.provider",
        "creator.after_submission", "creator.approved", "partner.delivered",
        "partner.not_started", "partner.outstanding_balance",
      ])
    #expect(Rule.policyVersion == "2026-02")
  }

  @Test("Each rule names its clause and its promise", arguments: Rule.allCases)
  func clauses(_ rule: Rule) {
    let section = rule.rawValue.hasPrefix("creator.") ? "1. Creator" : "2. Partner"
    #expect(rule.clause.hasPrefix(section))
    #expect(rule.promise.hasSuffix("."))
  }

  @Test("What each rule refunds")
  func refunds() {
    #expect(
      Rule.allCases.map(\.refund) == [
        .allThatWasPaid, .allThatWasPaid, .percentOfPaid(90), .allThatWasPaid, .percentOfFee(50),
        .nothing, .nothing, .allThatWasPaid, .allThatWasPaid,
      ])
  }

  @Test("Statuses, kinds and origins are spelled as promised")
  func statuses() {
    #expect(
      Order.Status.allCases.map(\.rawValue) == [
        "proposed", "agreed", "in_review", "changes_requested", "approved", "completed",
        "cancelled",
      ])
    #expect(Order.Approval.allCases.map(\.rawValue) == ["express", "deemed", "platform"])
    #expect(
      Cancellation.Status.allCases.map(\.rawValue) == [
        "open", "waiting_for_open_orders", "settled", "declined", "withdrawn", "superseded",
        "escalated", "out_of_scope",
      ])
    #expect(
      Cancellation.Initiator.allCases.map(\.rawValue) == ["advertiser", "provider", "deadline"])
    #expect(
      Project.Kind.allCases.map(\.rawValue) == ["creator", "partner", "creator_content_at_scale"])
    #expect(Project.Origin.allCases.map(\.rawValue) == ["platform", "private"])
    #expect(Project.Status.allCases.map(\.rawValue) == ["active", "completed", "cancelled"])
    #expect(Fault.Subject.allCases.map(\.rawValue) == ["order", "cancellation", "project"])
  }

  @Test("Every end of a cancellation has its reason, a sentence with its instant or Orders")
  func reasons() {
    let at = Instant.day(5)
    func reason(_ outcome: Event.Outcome) -> String? { Event(at: at, outcome: outcome).reason }
    #expect(reason(.orderDeemedApproved(orderID: 10)) == nil)
    let plain: [Event.Outcome] = [
      .cancellationDeclined(cancellationID: 20), .cancellationWithdrawn(cancellationID: 20),
      .cancellationSuperseded(cancellationID: 20), .cancellationOutOfScope(cancellationID: 20),
    ]
    for outcome in plain { #expect(reason(outcome)?.hasSuffix(".") == true) }
    let escalated = reason(.cancellationEscalated(cancellationID: 20, orderIDs: [10, 12]))
    #expect(escalated?.contains("10, 12") == true)
    let waiting = reason(.cancellationWaiting(cancellationID: 20))
    #expect(waiting?.contains("2026-02-07T00:00:00Z") == true)
    let settled = Sample.creator([], Sample.cancellation(at: at)).advance(to: at).events.first
    #expect(settled?.reason?.contains("2026-02-07T00:00:00Z") == true)
    let missed = Sample.creator([Sample.agreed()], deadline: at).advance(to: at).events.first
    #expect(missed?.reason?.contains("2026-02-07T00:00:00Z") == true)
  }
}
