internal import Policy

/// Something that happened in a Project and has been recorded.
struct Occurrence: Sendable {
  let projectID: Int64
  let currency: String
  let event: Event
  /// The cancellation that it is about. A missed deadline's has its number from the database.
  let cancellationID: Int64?

  init(_ event: Event, in project: Project, deadlineCancellationID: Int64?) {
    projectID = project.id
    currency = project.currency
    self.event = event
    switch event.outcome {
    case .orderDeemedApproved: cancellationID = nil
    case .deadlineMissed: cancellationID = deadlineCancellationID
    case .cancellationDeclined(let id), .cancellationWithdrawn(let id),
      .cancellationSuperseded(let id), .cancellationOutOfScope(let id),
      .cancellationEscalated(let id, _), .cancellationWaiting(let id),
      .cancellationSettled(let id, _):
      cancellationID = id
    }
  }
}
