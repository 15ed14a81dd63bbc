/// Why something can't be judged: it goes to quarantine, and nothing else waits for it.
package struct Fault: Error, Equatable, Sendable {
  package enum Subject: String, CaseIterable, Sendable {
    case order
    case cancellation
    case project
  }

  package let subject: Subject
  package let subjectID: Int64
  /// Short and stable, for machines: `amounts_out_of_order`.
  package let code: String
  /// One sentence for a person: what is wrong and what to do.
  package let detail: String

  package init(subject: Subject, subjectID: Int64, code: String, detail: String) {
    self.subject = subject
    self.subjectID = subjectID
    self.code = code
    self.detail = detail
  }
}

extension Fault {
  static func amountsOutOfOrder(_ order: Order) -> Fault {
    Fault(
      subject: .order, subjectID: order.id, code: "amounts_out_of_order",
      detail: "Order \(order.id) has a fee of \(order.feeMinor) of which \(order.paidMinor) was"
        + " paid; what was paid must lie between 0 and the fee. Correct the Order.")
  }

  static func sumOutOfRange(_ subject: Subject, _ id: Int64) -> Fault {
    Fault(
      subject: subject, subjectID: id, code: "sum_out_of_range",
      detail: "The refunds of \(subject.rawValue) \(id) add up to more than a bigint holds."
        + " Correct what was paid for its Orders.")
  }

  static func endedWithoutContent(_ order: Order, deadline: Instant) -> Fault {
    Fault(
      subject: .order, subjectID: order.id, code: "ended_without_content",
      detail: "Order \(order.id) was approved or completed, but no content is recorded before the"
        + " deadline \(deadline). Record when its content was submitted.")
  }

  static func contentWithoutDelivery(_ order: Order) -> Fault {
    Fault(
      subject: .order, subjectID: order.id, code: "content_without_delivery",
      detail: "Order \(order.id) has content or an approval, but its delivery never started."
        + " Record delivery_started_at, or correct the Order.")
  }

  static func deliveredAfterEffect(_ order: Order, effectiveAt: Instant) -> Fault {
    Fault(
      subject: .order, subjectID: order.id, code: "delivered_after_effect",
      detail: "Order \(order.id) was started and delivered after its Project's cancellation took"
        + " effect at \(effectiveAt). Correct the times.")
  }

  static func severalLive(_ project: Project) -> Fault {
    Fault(
      subject: .project, subjectID: project.id, code: "several_live_cancellations",
      detail: "Project \(project.id) has more than one live cancellation."
        + " Withdraw or decline all but one.")
  }

  static func reviewWithoutTime(_ order: Order) -> Fault {
    Fault(
      subject: .order, subjectID: order.id, code: "review_without_time",
      detail: "Order \(order.id) is in review, but nobody knows since when."
        + " Record review_requested_at.")
  }
}
