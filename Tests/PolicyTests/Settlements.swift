import Policy

extension Event {
  /// The lines that it writes.
  var lines: [SettlementLine] { settlement?.lines ?? [] }

  /// What it settles, if it does.
  var settlement: Settlement? {
    switch outcome {
    case .deadlineMissed(let settlement, _), .cancellationSettled(_, let settlement): settlement
    case .orderDeemedApproved, .cancellationDeclined, .cancellationWithdrawn,
      .cancellationSuperseded, .cancellationOutOfScope, .cancellationEscalated,
      .cancellationWaiting:
      nil
    }
  }

  /// Its kind and what it is about, short enough to compare a whole timeline at a glance.
  var name: String {
    switch outcome {
    case .orderDeemedApproved(let id): "approved \(id)"
    case .deadlineMissed(_, let endsProject): endsProject ? "deadline, the end" : "deadline"
    case .cancellationDeclined(let id): "declined \(id)"
    case .cancellationWithdrawn(let id): "withdrawn \(id)"
    case .cancellationSuperseded(let id): "superseded \(id)"
    case .cancellationOutOfScope(let id): "out of scope \(id)"
    case .cancellationEscalated(let id, let orders): "escalated \(id) for \(orders)"
    case .cancellationWaiting(let id): "waiting \(id)"
    case .cancellationSettled(let id, _): "settled \(id)"
    }
  }
}

extension Advance {
  /// Nothing has happened, nothing is coming, nothing is wrong.
  var isNothing: Bool { events.isEmpty && next == nil && fault == nil }
  var names: [String] { events.map(\.name) }
  var instants: [Instant] { events.map(\.at) }
  var lines: [SettlementLine] { events.flatMap(\.lines) }
  var rules: [Rule] { lines.map(\.rule) }
  var refunds: [Int64] { lines.map(\.refundMinor) }
  /// Everything that was settled, and when.
  var settledAt: Instant? { events.first { $0.settlement != nil }?.at }
}
