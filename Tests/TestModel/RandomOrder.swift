import Policy

/// One Order with a history that a careful database accepts: every fact that its status needs, each
/// no earlier than the one before it.
struct RandomOrder {
  private(set) var order: Order
  /// The advertiser's last express answer, which the Policy has no use for.
  private(set) var respondedAt: Instant?
  private var latest: Instant
  private var generator: SplitMix64

  init(id: Int64, of kind: Project.Kind, using generator: inout SplitMix64) {
    let (fee, paid) = RandomAmount.feeAndPaid(using: &generator)
    let status = Order.Status.allCases[generator.below(Order.Status.allCases.count)]
    order = Order(
      id: id, feeMinor: fee, paidMinor: paid, manualReview: generator.chance(75), status: status)
    latest = Grid.instant(using: &generator)
    // The first instant decides how much room is left for the others.
    if generator.chance(60) { latest = min(latest, Grid.instant(using: &generator)) }
    self.generator = SplitMix64(seed: generator.next())
    live(as: status, partner: kind == .partner)
  }

  private mutating func live(as status: Order.Status, partner: Bool) {
    switch status {
    case .proposed: break
    case .agreed: agree(partner)
    case .inReview: submit(partner)
    case .changesRequested:
      submit(partner)
      respondedAt = answer()
    case .approved:
      submit(partner)
      approve()
    case .completed: complete(partner)
    case .cancelled:
      live(
        as: generator.pick(.proposed, .agreed, .inReview, .changesRequested, .approved),
        partner: partner)
      order.cancelledAt = step()
    }
  }

  /// The next instant of its life; quite often the same one again.
  private mutating func step() -> Instant {
    if !generator.chance(25) { latest = Grid.instant(from: latest, using: &generator) }
    return latest
  }

  private mutating func agree(_ partner: Bool, startsDelivery: Int = 50) {
    order.agreedAt = step()
    if partner, generator.chance(startsDelivery) { order.deliveryStartedAt = step() }
  }

  private mutating func submit(_ partner: Bool) {
    agree(partner, startsDelivery: 97)
    let content = step()
    order.contentSubmittedAt = content
    order.reviewRequestedAt = content
    guard order.manualReview, generator.chance(30) else { return }
    respondedAt = answer()
    order.reviewRequestedAt = step()
  }

  /// An express answer to the content under review, in time: before review due.
  private mutating func answer() -> Instant {
    let due = (order.reviewRequestedAt ?? latest).adding(microseconds: Order.reviewPeriod)
    latest = min(step(), due.adding(microseconds: -1))
    return latest
  }

  private mutating func approve() {
    guard order.manualReview else {
      order.approval = .platform
      order.approvedAt = step()
      return
    }
    if generator.chance(50) {
      order.approval = .express
      order.approvedAt = answer()
      respondedAt = order.approvedAt
    } else {
      latest = (order.reviewRequestedAt ?? latest).adding(microseconds: Order.reviewPeriod)
      order.approval = .deemed
      order.approvedAt = latest
    }
  }

  private mutating func complete(_ partner: Bool) {
    switch generator.below(20) {
    case 0: break
    case 1...3: agree(partner)
    case 4...6:
      order.manualReview = false
      submit(partner)
    default:
      submit(partner)
      approve()
    }
    order.completedAt = step()
  }
}

extension RandomOrder {
  /// It ended after review due with no approval on record, though the review was manual.
  ///
  /// Who completes or cancels an Order while a deemed approval is due but not yet written leaves
  /// facts from which nobody can tell that it was approved; a database should not let that happen.
  var endedUnapproved: Bool {
    guard order.manualReview, order.approvedAt == nil, let requested = order.reviewRequestedAt,
      let ended = order.completedAt ?? order.cancelledAt
    else { return false }
    let isAnswered = respondedAt.map { $0 > requested } ?? false
    return !isAnswered && ended >= requested.adding(microseconds: Order.reviewPeriod)
  }
}
