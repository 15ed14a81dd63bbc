/// What has happened in a Project by an instant, and what comes next.
package struct Advance: Equatable, Sendable {
  /// In the order of their instants.
  package var events: [Event] = []
  /// The next instant at which something would happen if nobody did anything.
  package var next: Instant?
  /// Why the timeline stops here; the events before it stand.
  package var fault: Fault?
}

extension Project {
  /// Plays the Project's timeline up to and including an instant.
  ///
  /// Pure: the same facts give the same events, and advancing to one instant and then to a later one
  /// equals advancing to the later one. A fact recorded with an instant that has not come yet counts
  /// from that instant on. At one instant deemed approvals come first, then the deadline, then the
  /// cancellation ("before `effective_at`, or at that very instant, has happened").
  package func advance(to now: Instant) -> Advance {
    var project = self
    var result = Advance()
    while true {
      let turn = project.nextTurn()
      let horizon = min(turn?.at ?? .distantFuture, now)
      do throws(Fault) {
        let approvals = try project.deemedApprovals(upTo: horizon)
        project.apply(approvals)
        result.events += approvals
        guard let turn, turn.at <= now else {
          result.next = project.firstReviewDue()
          if let at = turn?.at { result.next = min(at, result.next ?? at) }
          return result
        }
        // A cancellation superseded by what has just ended the Project is so from then on.
        let at = max(turn.at, result.events.last?.at ?? .distantPast)
        let event = Event(at: at, outcome: try project.decide(turn))
        project.apply([event])
        result.events.append(event)
      } catch {
        result.fault = error
        return result
      }
    }
  }

  private func firstReviewDue() -> Instant? {
    guard isUnderway else { return nil }
    var first: Instant?
    for order in orders {
      if let due = order.reviewDue { first = min(due, first ?? due) }
    }
    return first
  }

  private func deemedApprovals(upTo horizon: Instant) throws(Fault) -> [Event] {
    guard isUnderway else { return [] }
    var due: [(at: Instant, orderID: Int64)] = []
    for order in orders where order.status == .inReview && order.manualReview {
      guard let at = order.reviewDue else { throw .reviewWithoutTime(order) }
      if at <= horizon { due.append((at, order.id)) }
    }
    if due.count > 1 { due.sort { ($0.at, $0.orderID) < ($1.at, $1.orderID) } }
    return due.map { Event(at: $0.at, outcome: .orderDeemedApproved(orderID: $0.orderID)) }
  }
}
