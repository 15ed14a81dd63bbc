import Policy
import Store

/// A cancellation in words: for an advertiser's support agent.
struct CancellationExplanation: Encodable {
  let cancellationId: Int64
  let projectId: Int64
  let projectKind: String
  let status: String
  let initiatedBy: String
  let communicatedAt: Instant
  /// What else was recorded of it.
  let facts: [Fact]
  let acceptedAt: Instant?
  let effectiveAt: Instant?
  /// When a worker applied it.
  let appliedAt: Instant?
  let reason: String?
  /// Why it is not settled yet and what it waits for; nil once it is at its end.
  let waitsFor: String?
  /// The Open Orders that it waits for.
  let openOrders: [Int64]
  let lines: [LineExplanation]
  let currency: String
  let paidMinor: Int64
  let refundMinor: Int64
  let retainedMinor: Int64
  let credit: Credit?

  struct Credit: Encodable {
    let advertiserId: Int64
    let amountMinor: Int64
    let creditedAt: Instant
    let dueBy: Instant
  }

  init?(_ id: Int64, in dossier: Dossier) {
    let project = dossier.project
    guard let cancellation = project.cancellations.first(where: { $0.id == id }),
      let record = dossier.records.first(where: { $0.cancellationID == id })
    else { return nil }
    cancellationId = id
    projectId = project.id
    projectKind = project.kind.rawValue
    status = cancellation.status.rawValue
    initiatedBy = cancellation.initiatedBy.rawValue
    communicatedAt = cancellation.communicatedAt
    facts = Fact.list([
      ("request issued", cancellation.requestIssuedAt),
      ("advertiser accepted", cancellation.advertiserAcceptedAt),
      ("provider accepted", cancellation.providerAcceptedAt),
      ("declined", cancellation.declinedAt), ("withdrawn", cancellation.withdrawnAt),
      ("dispute opened", cancellation.disputedAt),
      ("dispute resolved", cancellation.disputeResolvedAt),
    ])
    acceptedAt =
      cancellation.initiatedBy == .deadline ? nil : project.acceptance(of: cancellation)
    effectiveAt = record.effectiveAt
    appliedAt = record.settledAt
    reason = record.reason
    let standing = project.standing(of: cancellation, at: dossier.at)
    waitsFor = Self.waitsFor(standing, dossier)
    openOrders = if case .awaitsOpenOrders(let ids) = standing { ids } else { [] }
    currency = project.currency
    let orders = Dictionary(project.orders.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    let own = dossier.lines.filter { $0.cancellationID == id }
    lines = own.compactMap { line in
      orders[line.orderID].map { LineExplanation(line, $0, cancellation, in: project) }
    }
    paidMinor = own.reduce(0) { $0 &+ $1.paidMinor }
    refundMinor = own.reduce(0) { $0 &+ $1.refundMinor }
    retainedMinor = own.reduce(0) { $0 &+ $1.retainedMinor }
    credit = record.credit.map {
      Credit(
        advertiserId: project.advertiserID, amountMinor: $0.amountMinor,
        creditedAt: $0.creditedAt, dueBy: $0.dueBy)
    }
  }

  private static func waitsFor(_ standing: Standing, _ dossier: Dossier) -> String? {
    if case .ended = standing { return nil }
    if let held = dossier.quarantine.first {
      return "\(held.subject) \(held.subjectID) is in quarantine since \(held.firstSeenAt):"
        + " \(held.detail)"
    }
    return switch standing {
    case .ended: nil
    case .outsideThePolicy:
      "The policy does not apply to this Project, so settled never touches it."
    case .inDispute(let since):
      "A dispute has been open since \(since); nothing is decided until it is resolved."
    case .awaitsIssue: "The request has not been reviewed and issued to the receiving party yet."
    case .awaitsAcceptance(let parties):
      "Not accepted yet by the \(parties.map(\.rawValue).joined(separator: " and the "))."
    case .awaitsOpenOrders(let ids):
      "Accepted; it takes effect when these Open Orders are complete: "
        + ids.map { "Order \($0)" }.joined(separator: ", ") + "."
    case .comes(let at): "All is recorded; it takes effect at \(at)."
    case .due: "Nothing is missing: the next pass of a worker brings it to its end."
    }
  }

  var text: String {
    var lines = [
      "Cancellation \(cancellationId) of \(projectKind) Project \(projectId): "
        + status.replacing("_", with: " "),
      "",
      initiatedBy == "deadline"
        ? "  deadline             \(communicatedAt), missed"
        : "  communicated         \(communicatedAt) by the \(initiatedBy)",
    ]
    lines += facts.map {
      "  " + $0.what + String(repeating: " ", count: max(1, 21 - $0.what.count)) + "\($0.at)"
    }
    if let acceptedAt { lines.append("  accepted             \(acceptedAt)") }
    if let effectiveAt { lines.append("  took effect          \(effectiveAt)") }
    if let appliedAt { lines.append("  applied              \(appliedAt)") }
    if let reason { lines.append("  reason               \(reason)") }
    if let waitsFor { lines.append("  waits                \(waitsFor)") }
    for line in self.lines { lines += ["", line.text] }
    guard !self.lines.isEmpty else { return lines.joined(separator: "\n") }
    let amounts = [paidMinor, refundMinor, retainedMinor].map {
      Amount(minor: $0, currency: currency).number
    }
    lines += [
      "",
      "Together: \(amounts[0]) \(currency) paid = \(amounts[1]) refunded + \(amounts[2]) retained",
    ]
    if let credit {
      let amount = Amount(minor: credit.amountMinor, currency: currency)
      lines.append(
        "Credited \(amount) to advertiser \(credit.advertiserId) at \(credit.creditedAt),"
          + " due by \(credit.dueBy)")
    } else {
      lines.append("No refund is due, so nothing was credited.")
    }
    return lines.joined(separator: "\n")
  }
}
