/// Where an Order of a Creator Project stood at an instant.
package enum Stage: String, CaseIterable, Sendable {
  case notAgreed = "not agreed"
  case agreed = "agreed, no content submitted"
  case contentSubmitted = "content submitted, not finally approved"
  case approved = "approved"
}

extension Order {
  /// The stage at an instant; what happened at that very instant has happened.
  ///
  /// Deemed approvals due by then must have been applied before, which ``Project/advance(to:)``
  /// does.
  package func stage(at instant: Instant) -> Stage {
    if wasApproved(by: instant) { return .approved }
    if hadContent(by: instant) { return .contentSubmitted }
    return wasAgreed(by: instant) ? .agreed : .notAgreed
  }
}

extension Stage {
  /// What the policy says for this stage; nil where it says nothing.
  package func rule(initiatedBy initiator: Cancellation.Initiator) -> Rule? {
    switch (self, initiator) {
    case (.notAgreed, _): .beforeOrder
    case (.agreed, .advertiser): .beforeSubmissionByAdvertiser
    case (.agreed, .provider): .beforeSubmissionByProvider
    case (.contentSubmitted, .advertiser): .afterSubmission
    case (.contentSubmitted, .provider): nil
    case (.approved, _): .approved
    case (.agreed, .deadline), (.contentSubmitted, .deadline): .missedDeadline
    }
  }
}
