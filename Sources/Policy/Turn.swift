/// The next thing that turns a Project's course, deemed approvals aside: which, and at what instant.
///
/// Which Orders are deemed approved never moves a turn's instant, only what it decides; so the
/// timeline finds the turn first, applies the approvals up to it, and then takes it.
struct Turn {
  /// In the order in which turns at the same instant happen.
  enum Kind: Int {
    case severalLive, outOfScope, refusal, supersession, deadline, waiting, effect
  }

  let at: Instant
  let kind: Kind
  /// The cancellation concerned; nil for a deadline, and where there are several.
  let cancellation: Cancellation?

  func precedes(_ other: Turn) -> Bool {
    (at, kind.rawValue, cancellation?.id ?? 0)
      < (other.at, other.kind.rawValue, other.cancellation?.id ?? 0)
  }
}

extension Project {
  /// The earliest turn that the recorded facts hold.
  func nextTurn() -> Turn? {
    var earliest: Turn?
    func consider(_ turn: Turn?) {
      guard let turn else { return }
      if let current = earliest, !turn.precedes(current) { return }
      earliest = turn
    }
    guard kind != .creatorContentAtScale else { return nil }
    consider(deadlineTurn())
    var live: [Cancellation] = []
    for cancellation in cancellations {
      if origin == .private {
        guard cancellation.isPending else { continue }
        consider(Turn(at: .distantPast, kind: .outOfScope, cancellation: cancellation))
      } else if cancellation.isInDispute {
        continue
      } else if cancellation.isPending, let refusal = refusal(of: cancellation) {
        let at = cancellation.afterDispute(refusal.at)
        consider(Turn(at: at, kind: .refusal, cancellation: cancellation))
      } else if status != .active, cancellation.isPending || cancellation.status == .escalated {
        let at = cancellation.afterDispute(cancellation.communicatedAt)
        consider(Turn(at: at, kind: .supersession, cancellation: cancellation))
      } else if cancellation.isPending {
        live.append(cancellation)
      }
    }
    if live.count > 1 {
      consider(Turn(at: .distantPast, kind: .severalLive, cancellation: nil))
    } else if let cancellation = live.first {
      consider(effectTurn(of: cancellation))
    }
    return earliest
  }

  private func deadlineTurn() -> Turn? {
    guard isUnderway, kind == .creator, let deadline,
      orders.contains(where: { $0.missed(deadline) })
    else { return nil }
    return Turn(at: deadline, kind: .deadline, cancellation: nil)
  }

  private func effectTurn(of cancellation: Cancellation) -> Turn? {
    guard let accepted = acceptance(of: cancellation) else { return nil }
    let start = cancellation.afterDispute(accepted)
    guard kind == .partner else {
      return Turn(at: start, kind: .effect, cancellation: cancellation)
    }
    let effect = noOpenOrder(from: start)
    if cancellation.status == .open, effect != start {
      return Turn(at: start, kind: .waiting, cancellation: cancellation)
    }
    return effect.map { Turn(at: $0, kind: .effect, cancellation: cancellation) }
  }
}

extension Order {
  /// Agreed before the deadline, no content before it, and not cancelled by then.
  func missed(_ deadline: Instant) -> Bool {
    let justBefore = deadline.adding(microseconds: -1)
    return wasAgreed(by: justBefore) && !hadContent(by: justBefore)
      && !wasCompleted(by: justBefore) && !wasCancelled(by: deadline)
  }
}
