internal import Log
internal import Logging
internal import Policy

/// What the log hears of a batch, once it is committed: a line for each settlement, escalation and
/// quarantine, and one line for all the rest.
struct BatchReport {
  let logger: Logger

  func tell(_ result: Batch.Result, took duration: Duration) {
    for occurrence in result.occurrences {
      logger.report(
        occurrence.kind, occurrence.sentence, occurrence.fields(appliedAt: result.appliedAt))
    }
    for (projectID, fault) in result.faults {
      logger.report(
        .quarantined, "Quarantined: \(fault.detail)",
        [
          "subject": .string(fault.subject.rawValue),
          "subject_id": .stringConvertible(fault.subjectID),
          "project_id": .stringConvertible(projectID), "code": .string(fault.code),
        ])
    }
    let rest = result.tally.rest
    guard !rest.isEmpty else { return }
    var fields: Logger.Metadata = [
      "projects": .stringConvertible(result.tally.projects),
      "milliseconds": .stringConvertible(duration.milliseconds),
    ]
    for item in rest { fields[item.name] = .stringConvertible(item.count) }
    logger.report(
      .batchDone,
      "Batch done: " + rest.map { "\($0.count) \($0.words)" }.joined(separator: ", "), fields)
  }

  /// A transaction that has to be done again.
  func tellRepeated(_ reason: String) {
    logger.report(
      .batchRepeated, "Batch done again: \(reason)", ["reason": .string(reason)])
  }
}

extension Duration {
  /// Whole milliseconds.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }
}

extension Tally {
  /// What has no line of its own at the level `info`.
  fileprivate var rest: [(name: String, count: Int, words: String)] {
    [
      (
        "deemed_approvals", deemedApprovals,
        deemedApprovals == 1 ? "Order deemed approved" : "Orders deemed approved"
      ),
      ("waiting", waiting, "waiting for Open Orders"),
      ("declined", declined, "declined"),
      ("withdrawn", withdrawn, "withdrawn"),
      ("superseded", superseded, "superseded"),
      ("out_of_scope", outOfScope, "out of scope"),
    ].filter { $0.1 > 0 }
  }
}

extension Occurrence {
  fileprivate var kind: MessageKind {
    switch event.outcome {
    case .orderDeemedApproved: .orderDeemedApproved
    case .deadlineMissed: .deadlineMissed
    case .cancellationDeclined: .cancellationDeclined
    case .cancellationWithdrawn: .cancellationWithdrawn
    case .cancellationSuperseded: .cancellationSuperseded
    case .cancellationOutOfScope: .cancellationOutOfScope
    case .cancellationEscalated: .cancellationEscalated
    case .cancellationWaiting: .cancellationWaiting
    case .cancellationSettled: .cancellationSettled
    }
  }

  fileprivate var sentence: String {
    let subject = "Cancellation \(cancellationID ?? 0) of Project \(projectID)"
    switch event.outcome {
    case .orderDeemedApproved(let orderID):
      return "Order \(orderID) of Project \(projectID) deemed approved as of \(event.at)"
    case .deadlineMissed(let settlement, _):
      return "\(subject): deadline \(event.at) missed, \(refund(settlement))"
    case .cancellationSettled(_, let settlement):
      return "\(subject) settled as of \(event.at), \(refund(settlement))"
    case .cancellationEscalated:
      return "\(subject) escalated: \(event.reason ?? "")"
    case .cancellationDeclined, .cancellationWithdrawn, .cancellationSuperseded,
      .cancellationOutOfScope, .cancellationWaiting:
      return "\(subject): \(event.reason ?? "")"
    }
  }

  private func refund(_ settlement: Settlement) -> String {
    "\(Amount(minor: settlement.creditMinor, currency: currency)) refunded"
      + " (\(settlement.ruleNames))"
  }

  fileprivate func fields(appliedAt: Instant) -> Logger.Metadata {
    var fields: Logger.Metadata = [
      "project_id": .stringConvertible(projectID), "due_at": .stringConvertible(event.at),
      "applied_at": .stringConvertible(appliedAt),
    ]
    if let cancellationID { fields["cancellation_id"] = .stringConvertible(cancellationID) }
    switch event.outcome {
    case .orderDeemedApproved(let orderID):
      fields["order_id"] = .stringConvertible(orderID)
    case .cancellationEscalated(_, let orderIDs):
      fields["orders"] = .string(orderIDs.map(String.init).joined(separator: ","))
    case .deadlineMissed(let settlement, _), .cancellationSettled(_, let settlement):
      fields["rule"] = .string(settlement.ruleNames)
      fields["amount_minor"] = .stringConvertible(settlement.creditMinor)
      fields["currency"] = .string(currency)
    default: break
    }
    return fields
  }
}

extension Settlement {
  /// The rules of its lines, each named once.
  fileprivate var ruleNames: String {
    var names: [String] = []
    for line in lines where !names.contains(line.rule.rawValue) { names.append(line.rule.rawValue) }
    return names.isEmpty ? "no Order to settle" : names.joined(separator: ",")
  }
}
