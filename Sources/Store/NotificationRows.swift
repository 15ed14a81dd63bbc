internal import Policy
internal import Postgres

/// What the parties of a batch's Projects are told.
struct NotificationRows {
  enum Kind: String {
    case orderDeemedApproved = "order_deemed_approved"
    case projectCancelled = "project_cancelled"
    case refundCredited = "refund_credited"
    case cancellationDeclined = "cancellation_declined"
    case cancellationWaiting = "cancellation_waiting"
    case deadlineMissed = "deadline_missed"
  }

  /// A credit, as its notification tells it.
  struct Credit {
    let amountMinor: Int64
    let dueBy: Instant
  }

  private var recipients: [String] = []
  private var recipientIDs: [Int64] = []
  private var kinds: [String] = []
  private var projectIDs: [Int64] = []
  private var orderIDs: [Int64?] = []
  private var cancellationIDs: [Int64?] = []
  private var instants: [Int64] = []
  private var amounts: [Int64?] = []
  private var currencies: [String?] = []
  private var dueBy: [Int64?] = []

  var count: Int { recipients.count }

  /// Tells both parties; the provider only where there is one. A credit concerns the advertiser alone.
  mutating func add(
    _ kind: Kind, _ project: Project, order: Int64? = nil, cancellation: Int64? = nil,
    at instant: Instant, credit: Credit? = nil
  ) {
    var parties = [("advertiser", project.advertiserID)]
    if credit == nil, let provider = project.providerID { parties.append(("provider", provider)) }
    for (recipient, id) in parties {
      recipients.append(recipient)
      recipientIDs.append(id)
      kinds.append(kind.rawValue)
      projectIDs.append(project.id)
      orderIDs.append(order)
      cancellationIDs.append(cancellation)
      instants.append(instant.microseconds)
      amounts.append(credit?.amountMinor)
      currencies.append(credit.map { _ in project.currency })
      dueBy.append(credit?.dueBy.microseconds)
    }
  }

  var parameters: [Parameter] {
    [
      .texts(recipients), .int64s(recipientIDs), .texts(kinds), .int64s(projectIDs),
      .optionalInt64s(orderIDs), .optionalInt64s(cancellationIDs), .instants(instants),
      .optionalInt64s(amounts), .optionalTexts(currencies), .optionalInstants(dueBy),
    ]
  }
}
