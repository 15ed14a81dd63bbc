import Policy
import Store

/// An Order in words: where it stands, what comes next, and what it was refunded.
struct OrderExplanation: Encodable {
  let orderId: Int64
  let projectId: Int64
  let projectKind: String
  let status: String
  let currency: String
  let feeMinor: Int64
  let paidMinor: Int64
  let facts: [Fact]
  /// When silence becomes approval, for an Order under manual review.
  let reviewDueAt: Instant?
  /// Whether it is an Open Order now.
  let isOpen: Bool
  let comesNext: String
  let settlement: LineExplanation?
  let settledBy: Int64?

  init?(_ id: Int64, in dossier: Dossier) {
    let project = dossier.project
    guard let order = project.orders.first(where: { $0.id == id }) else { return nil }
    orderId = id
    projectId = project.id
    projectKind = project.kind.rawValue
    status = order.status.rawValue
    currency = project.currency
    feeMinor = order.feeMinor
    paidMinor = order.paidMinor
    facts = LineExplanation.facts(of: order)
    let next = Self.comesNext(order, dossier)
    comesNext = next.sentence
    reviewDueAt = next.isApproval ? order.reviewDue : nil
    isOpen = project.kind == .partner && order.isOpen(at: dossier.at)
    let line = dossier.lines.first { $0.orderID == id }
    let cancellation = line.flatMap { line in
      project.cancellations.first { $0.id == line.cancellationID }
    }
    if let line, let cancellation {
      settlement = LineExplanation(line, order, cancellation, in: project)
    } else {
      settlement = nil
    }
    settledBy = line?.cancellationID
  }

  private static func comesNext(
    _ order: Order, _ dossier: Dossier
  ) -> (sentence: String, isApproval: Bool) {
    let project = dossier.project
    if let held = dossier.quarantine.first {
      let subject = "\(held.subject) \(held.subjectID)"
      return ("Nothing while \(subject) is in quarantine. \(held.detail)", false)
    }
    if project.kind == .creatorContentAtScale {
      return (
        "Nothing: the policy does not apply to this Project, settled never touches it.", false
      )
    }
    if project.origin == .private {
      return ("Nothing: the Project was arranged privately, on its parties' own terms.", false)
    }
    // What would happen if nobody did anything is what the policy says of the distant future.
    for event in project.advance(to: .distantFuture).events {
      switch event.outcome {
      case .orderDeemedApproved(order.id):
        return ("It is deemed approved at \(event.at) unless the advertiser answers before.", true)
      case .deadlineMissed(let settlement, _)
      where settlement.lines.contains { $0.orderID == order.id }:
        return ("It is refunded in full if no content comes in before \(event.at).", false)
      case .cancellationSettled(let id, let settlement)
      where settlement.lines.contains { $0.orderID == order.id }:
        return ("It is settled by cancellation \(id) as of \(event.at).", false)
      default: continue
      }
    }
    return (nothing(order), false)
  }

  private static func nothing(_ order: Order) -> String {
    switch order.status {
    case .inReview where !order.manualReview:
      "Nothing by itself: nobody reviews it by hand, so silence never approves it."
    case .changesRequested:
      "Nothing by itself: the advertiser has answered, and new content starts another 14 days."
    case .approved, .completed, .cancelled: "Nothing: it is \(order.status.rawValue)."
    default: "Nothing by itself: it waits for the parties."
    }
  }

  var text: String {
    let fee = Amount(minor: feeMinor, currency: currency)
    let paid = Amount(minor: paidMinor, currency: currency)
    var lines = [
      "Order \(orderId) of \(projectKind) Project \(projectId): "
        + status.replacing("_", with: " ") + (isOpen ? " (an Open Order)" : ""),
      "",
      "  fee   \(fee), of which \(paid) was paid",
    ]
    lines += facts.map { "  \($0.what) \($0.at)" }
    if let reviewDueAt { lines.append("  review due \(reviewDueAt)") }
    if let settlement, let settledBy {
      lines += ["", "Settled by cancellation \(settledBy):", settlement.text]
    } else {
      lines += ["", "Next: \(comesNext)"]
    }
    return lines.joined(separator: "\n")
  }
}
