package import Policy

/// The rules once more, by brute force: a clock that stops at every instant that anything is
/// recorded for, and a state that is changed there and then.
///
/// Shares no logic with the Policy, only its facts. Meant for consistent Projects: it has no opinion
/// about facts that contradict each other.
package struct Reference {
  private let project: Project
  private var cases: [ReferenceCase]
  private var orders: [ReferenceOrder]
  private var outcome: Outcome

  /// All that a worker would have written by an instant.
  package static func outcome(of project: Project, at now: Instant) -> Outcome {
    var reference = Reference(project)
    if project.kind != .creatorContentAtScale {
      for tick in reference.ticks(until: now) where !reference.outcome.hasFault {
        reference.pass(tick)
      }
    }
    return reference.written()
  }

  private init(_ project: Project) {
    self.project = project
    cases = project.cancellations.map { ReferenceCase(facts: $0) }
    orders = project.orders.map { ReferenceOrder(facts: $0) }
    outcome = Outcome(projectStatus: project.status)
  }

  /// Every instant at which anything can change, in order.
  private func ticks(until now: Instant) -> [Instant] {
    var ticks: Set<Instant> = [.distantPast]
    if let deadline = project.deadline { ticks.insert(deadline) }
    for order in orders { ticks.formUnion(order.instants) }
    for entry in cases { ticks.formUnion(entry.instants) }
    return ticks.filter { $0 <= now }.sorted()
  }

  private func written() -> Outcome {
    var outcome = outcome
    for order in orders { outcome.orders[order.facts.id] = order.end }
    for entry in cases { outcome.cancellations[entry.facts.id] = entry.end }
    return outcome
  }
}

extension Reference {
  private var wasEnded: Bool { project.status != .active }
  private var isPrivate: Bool { project.origin == .private }
  private var goesOn: Bool { outcome.projectStatus == .active && !isPrivate }

  private mutating func pass(_ tick: Instant) {
    if isPrivate {
      for index in cases.indices where cases[index].isPending {
        cases[index].end.status = .outOfScope
      }
      return
    }
    if goesOn {
      for index in orders.indices { orders[index].approveSilently(at: tick) }
    }
    for index in cases.indices {
      cases[index].note(tick, orders: orders, kind: project.kind, isOver: !goesOn && !wasEnded)
      cases[index].refuse(at: tick)
    }
    if project.deadline == tick, project.kind == .creator, goesOn { missDeadline(at: tick) }
    guard !outcome.hasFault else { return }
    supersede(at: tick)
    for index in cases.indices where goesOn && cases[index].isReady(at: tick) {
      takeEffect(index, at: tick)
      if outcome.hasFault { return }
    }
    supersede(at: tick)
  }

  /// A cancellation that was refused before the Project ended is not live.
  private mutating func supersede(at tick: Instant) {
    guard !goesOn else { return }
    for index in cases.indices where cases[index].canBeSuperseded(at: tick, ended: wasEnded) {
      cases[index].end.status = .superseded
    }
  }

  private mutating func missDeadline(at deadline: Instant) {
    let late = orders.indices.filter { orders[$0].isLate(for: deadline) }
    guard !late.isEmpty else { return }
    var credit: Int64 = 0
    for index in late {
      let paid = orders[index].facts.paidMinor
      let (sum, overflows) = credit.addingReportingOverflow(paid)
      if overflows || orders[index].isEndedForGood {
        outcome.hasFault = true
        return
      }
      credit = sum
    }
    for index in late { write(orders[index], "creator.missed_deadline", nil, at: deadline) }
    outcome.missedDeadlines[deadline] = credit
    for index in late { orders[index].cancel(at: deadline) }
    if orders.allSatisfy({ $0.isGone(at: deadline) }) { outcome.projectStatus = .cancelled }
  }

  private mutating func takeEffect(_ index: Int, at tick: Instant) {
    if project.kind == .partner {
      guard !orders.contains(where: { $0.isOpen(at: tick) }) else {
        cases[index].end.status = .waitingForOpenOrders
        return
      }
    }
    var rules: [Int64: String] = [:]
    for order in orders where !order.isGone(at: tick) {
      let rule = project.kind == .partner ? partnerRule(order, tick) : creatorRule(order, index)
      switch rule {
      case .refund(let name): rules[order.facts.id] = name
      case .unheardOf:
        cases[index].end.status = .escalated
        return
      case .impossible:
        outcome.hasFault = true
        return
      }
    }
    settle(index, by: rules, at: tick)
  }

  private mutating func settle(_ index: Int, by rules: [Int64: String], at tick: Instant) {
    let id = cases[index].facts.id
    var credit: Int64 = 0
    for order in orders {
      guard let rule = rules[order.facts.id] else { continue }
      let refund = order.refund(under: rule)
      let (sum, overflows) = credit.addingReportingOverflow(refund)
      credit = sum
      if overflows { outcome.hasFault = true }
    }
    guard !outcome.hasFault else { return }
    for position in orders.indices {
      guard let rule = rules[orders[position].facts.id] else { continue }
      write(orders[position], rule, id, at: tick)
      orders[position].cancel(at: tick)
    }
    if credit > 0 { outcome.credits[id] = credit }
    cases[index].end = Outcome.CancellationEnd(status: .settled, effectiveAt: tick)
    outcome.projectStatus = .cancelled
  }

  private mutating func write(
    _ order: ReferenceOrder, _ rule: String, _ cancellationID: Int64?, at tick: Instant
  ) {
    outcome.lines[order.facts.id] = Outcome.Line(
      cancellationID: cancellationID, rule: rule, feeMinor: order.facts.feeMinor,
      paidMinor: order.facts.paidMinor, refundMinor: order.refund(under: rule))
  }
}

extension Reference {
  private enum Verdict {
    case refund(String)
    case unheardOf
    case impossible
  }

  private func creatorRule(_ order: ReferenceOrder, _ index: Int) -> Verdict {
    let byAdvertiser = cases[index].facts.initiatedBy == .advertiser
    switch cases[index].stages[order.facts.id] {
    case .finished: return .refund("creator.approved")
    case .delivered: return byAdvertiser ? .refund("creator.after_submission") : .unheardOf
    case .promised:
      return .refund("creator.before_submission." + (byAdvertiser ? "advertiser" : "provider"))
    case .loose, nil: return .refund("creator.before_order")
    }
  }

  private func partnerRule(_ order: ReferenceOrder, _ tick: Instant) -> Verdict {
    if order.has(order.facts.completedAt, at: tick) { return .refund("partner.delivered") }
    let isUnexplained =
      order.facts.completedAt != nil
      || (order.facts.deliveryStartedAt == nil
        && (order.facts.contentSubmittedAt != nil || order.facts.approvedAt != nil))
    if isUnexplained { return .impossible }
    let delivered = orders.contains {
      !$0.isGone(at: tick) && $0.has($0.facts.completedAt, at: tick)
    }
    return .refund(delivered ? "partner.outstanding_balance" : "partner.not_started")
  }
}
