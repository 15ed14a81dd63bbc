/// What a message is about. Each kind has a MESSAGE_ID of its own, an entry in the journal's catalogue
/// (`systemd/settled.catalog`) and a row in docs/operating.md.
package enum MessageKind: String, CaseIterable, Sendable {
  // The service.
  case ready
  case stopping
  case reloaded
  case reloadRefused = "reload_refused"
  case databaseAway = "database_away"
  case databaseBack = "database_back"
  /// The program ends because of it.
  case failed
  case messagesDropped = "messages_dropped"

  // What happened in a Project.
  case orderDeemedApproved = "order_deemed_approved"
  case deadlineMissed = "deadline_missed"
  case cancellationSettled = "cancellation_settled"
  case cancellationEscalated = "cancellation_escalated"
  case cancellationDeclined = "cancellation_declined"
  case cancellationWithdrawn = "cancellation_withdrawn"
  case cancellationSuperseded = "cancellation_superseded"
  case cancellationOutOfScope = "cancellation_out_of_scope"
  case cancellationWaiting = "cancellation_waiting"
  case quarantined

  // What the worker did.
  case batchDone = "batch_done"
  /// A deadlock, a serialization failure or a time-out: the batch is done again.
  case batchRepeated = "batch_repeated"
  /// Projects that are due, but that other sessions hold.
  case projectsBusy = "projects_busy"
  /// The connection was lost while COMMIT had no answer.
  case commitUnanswered = "commit_unanswered"
}
