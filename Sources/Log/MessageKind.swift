package import Logging

/// What a message is about. Each kind has a MESSAGE_ID of its own, an entry in the journal's
/// catalogue (`systemd/settled.catalog`) and one in docs/journal.md.
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

extension MessageKind {
  /// How grave a message of this kind is.
  package var level: Logger.Level {
    switch self {
    // One line for a batch sums these up.
    case .orderDeemedApproved, .cancellationDeclined, .cancellationWithdrawn,
      .cancellationSuperseded, .cancellationOutOfScope, .cancellationWaiting:
      .debug
    case .ready, .stopping, .reloaded, .databaseBack, .deadlineMissed, .cancellationSettled,
      .batchDone:
      .info
    case .batchRepeated, .projectsBusy: .notice
    case .databaseAway, .messagesDropped, .cancellationEscalated, .quarantined, .commitUnanswered:
      .warning
    case .reloadRefused, .failed: .error
    }
  }

  /// The journal's `MESSAGE_ID`: drawn at random, and the same for ever.
  package var messageID: String {
    switch self {
    case .ready: "d602a2909bdf42398fd9a167a31520b2"
    case .stopping: "13f9547028674a70ac05dcd1ab79a1a4"
    case .reloaded: "3d6b02c4255149e9873478e258a961ce"
    case .reloadRefused: "2413c8020cb4430ab9e6cadbd3938450"
    case .databaseAway: "87f10ff23cc244b4b598545172020b4c"
    case .databaseBack: "ba1afdf8fc644da4ab966b64d8b45c73"
    case .failed: "dcaa6aa117564cdfbc1fd0dc1b9e2e51"
    case .messagesDropped: "b07418a36ada490697ffa96fa2fc337b"
    case .orderDeemedApproved: "1a1dee67200f4c3380bc6ebac568030d"
    case .deadlineMissed: "755b4fa783b44b119afba6f74be64505"
    case .cancellationSettled: "102315d8237c49439d1f08b5ec66fe14"
    case .cancellationEscalated: "e4d718181f4f4a69957973bec93d0431"
    case .cancellationDeclined: "987816f6880343b1a891e56fe49bfff9"
    case .cancellationWithdrawn: "3e255dff14d44d57840f8a2985dac905"
    case .cancellationSuperseded: "030bec821b6340068849a5d83c449d7c"
    case .cancellationOutOfScope: "3a3e56278295401fa7b697f6f73dc9b4"
    case .cancellationWaiting: "68c49a73a75e4682a99f34afef5d3b8e"
    case .quarantined: "9128a866a50449a184f4e0231193ef3f"
    case .batchDone: "cb93cd7953df4919ae296060add8828d"
    case .batchRepeated: "ccdebde36ec54d3ea5b200ded702cfe5"
    case .projectsBusy: "00f27391ab7549239fbeb64ccd9bbfde"
    case .commitUnanswered: "295ce421928e4d16b472072146347653"
    }
  }
}
