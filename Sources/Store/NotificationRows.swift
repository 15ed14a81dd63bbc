internal import Policy
internal import Postgres

/// What the parties of a batch's Projects are told.
struct NotificationRows {
  private enum Kind: String {
    case orderDeemedApproved = "order_deemed_approved"
    case projectCancelled = "project_cancelled"
    case refundCredited = "refund_credited"
    case cancellationDeclined = "cancellation_declined"
    case cancellationWaiting = "cancellation_waiting"
    case deadlineMissed = "deadline_missed"
  }

  /// A credit, as its notification tells it.
  private struct Credit {
    let amountMinor: Int64
    let dueBy: Instant
  }

  private let processingTime: Int64
  private(set) var rows = CopyRows()

  /// - Parameter processingTime: from an effect until its refund is due, in microseconds.
  init(processingTime: Int64) {
    self.processingTime = processingTime
  }

  /// Takes up what the parties are told of an event.
  ///
  /// - Parameter number: the number of the cancellation that a missed deadline has become.
  mutating func add(_ event: Event, of project: Project, deadlineCancellationID number: Int64?) {
    switch event.outcome {
    case .orderDeemedApproved(let id):
      add(.orderDeemedApproved, project, order: id, at: event.at)
    case .deadlineMissed(let settlement, let endsProject):
      add(.deadlineMissed, project, cancellation: number, at: event.at)
      add(settlement, project, cancellation: number, at: event.at, endsProject: endsProject)
    case .cancellationDeclined(let id):
      add(.cancellationDeclined, project, cancellation: id, at: event.at)
    case .cancellationWaiting(let id):
      add(.cancellationWaiting, project, cancellation: id, at: event.at)
    case .cancellationSettled(let id, let settlement):
      add(settlement, project, cancellation: id, at: event.at, endsProject: true)
    case .cancellationWithdrawn, .cancellationSuperseded, .cancellationOutOfScope,
      .cancellationEscalated:
      break
    }
  }

  private mutating func add(
    _ settlement: Settlement, _ project: Project, cancellation: Int64?, at instant: Instant,
    endsProject: Bool
  ) {
    if endsProject {
      add(.projectCancelled, project, cancellation: cancellation, at: instant)
    }
    guard settlement.creditMinor > 0 else { return }
    let dueBy = instant.adding(microseconds: processingTime)
    add(
      .refundCredited, project, cancellation: cancellation, at: instant,
      credit: Credit(amountMinor: settlement.creditMinor, dueBy: dueBy))
  }

  /// Tells both parties; the provider only where there is one. A credit concerns the advertiser alone.
  private mutating func add(
    _ kind: Kind, _ project: Project, order: Int64? = nil, cancellation: Int64? = nil,
    at instant: Instant, credit: Credit? = nil
  ) {
    let payload = Self.payload(at: instant, credit, project.currency)
    let provider = credit == nil ? project.providerID : nil
    for (recipient, id) in [("advertiser", project.advertiserID), ("provider", provider)] {
      guard let id else { continue }
      rows.add(
        .text(recipient), .int64(id), .text(kind.rawValue), .int64(project.id), .int64(order),
        .int64(cancellation), .jsonb(payload))
    }
  }

  private static func payload(at instant: Instant, _ credit: Credit?, _ currency: String) -> String
  {
    guard let credit else { return "{\"at\":\"\(instant.toTheMicrosecond)\"}" }
    // A currency from before its constraint may be anything; JSON knows such characters by number.
    let currency =
      currency.unicodeScalars.allSatisfy { ("A"..."Z").contains($0) }
      ? currency
      : currency.utf16.map { "\\u" + String(0x10000 + Int($0), radix: 16).dropFirst() }.joined()
    return "{\"at\":\"\(instant.toTheMicrosecond)\",\"amount_minor\":\(credit.amountMinor),"
      + "\"currency\":\"\(currency)\",\"due_by\":\"\(credit.dueBy.toTheMicrosecond)\"}"
  }
}
