internal import Policy
internal import Store

/// How a service stands, as `systemctl status` says it: what it has done since it started, what comes
/// next, and what waits for a person.
struct Standing {
  private(set) var total = Tally()
  private(set) var busy = 0
  private(set) var nextDueAt: Instant?
  var held = Held(quarantined: 0, escalated: 0)

  /// Takes up what a batch came to.
  mutating func add(_ tally: Tally) {
    total.add(tally)
  }

  /// Takes up what a whole pass has seen at its end.
  mutating func look(_ outcome: Pass.Outcome) {
    busy = outcome.busy
    nextDueAt = outcome.next?.at
  }

  /// What has been done, without an end.
  var done: String {
    let done = [
      count(total.settled, "cancellation settled", "cancellations settled"),
      count(total.deemedApprovals, "Order deemed approved", "Orders deemed approved"),
      count(total.missedDeadlines, "deadline missed", "deadlines missed"),
    ]
    return done.joined(separator: ", ") + " since the start"
  }

  /// What has been done, what comes, and what waits for a person; one line, without an end.
  var words: String {
    var parts = [done]
    if busy > 0 { parts.append("\(busy) due but left, held by other sessions or too slow") }
    parts.append(nextDueAt.map { "next due \($0)" } ?? "nothing is coming")
    if held.escalated > 0 { parts.append("\(held.escalated) escalated") }
    if held.quarantined > 0 { parts.append("\(held.quarantined) in quarantine") }
    return parts.joined(separator: "; ")
  }

  private func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(number) \(number == 1 ? one : many)"
  }
}
