import Policy
import TestModel

extension Instant {
  /// Days after the start of the grid.
  static func day(_ days: Int64) -> Instant {
    Grid.start.adding(microseconds: days * 24 * Grid.hour)
  }

  var justBefore: Instant { adding(microseconds: -1) }
  var justAfter: Instant { adding(microseconds: 1) }
}

/// Small Projects to begin a case with; day 0 is before everything.
enum Sample {
  static func creator(
    _ orders: [Order] = [], deadline: Instant? = nil, _ cancellations: Cancellation...
  ) -> Project {
    Project(
      id: 1, advertiserID: 2, providerID: 3, kind: .creator, currency: "EUR", deadline: deadline,
      orders: orders, cancellations: cancellations)
  }

  static func partner(_ orders: [Order] = [], _ cancellations: Cancellation...) -> Project {
    Project(
      id: 1, advertiserID: 2, providerID: 3, kind: .partner, currency: "EUR", orders: orders,
      cancellations: cancellations)
  }

  static func proposed(_ id: Int64 = 10, fee: Int64 = 1000, paid: Int64 = 1000) -> Order {
    Order(id: id, feeMinor: fee, paidMinor: paid)
  }

  /// Agreed on day 1 unless said otherwise.
  static func agreed(
    _ id: Int64 = 10, at: Instant = .day(1), fee: Int64 = 1000, paid: Int64 = 1000
  ) -> Order {
    Order(id: id, feeMinor: fee, paidMinor: paid, status: .agreed, agreedAt: at)
  }

  /// Agreed on day 1, content under manual review since day 2: review due is day 16.
  static func inReview(
    _ id: Int64 = 10, since: Instant = .day(2), fee: Int64 = 1000, paid: Int64 = 1000
  ) -> Order {
    Order(
      id: id, feeMinor: fee, paidMinor: paid, status: .inReview, agreedAt: min(.day(1), since),
      contentSubmittedAt: since, reviewRequestedAt: since)
  }

  /// Agreed on day 1, content on day 2, approved expressly.
  static func approved(_ id: Int64 = 10, at: Instant = .day(3)) -> Order {
    var order = inReview(id)
    order.status = .approved
    order.approval = .express
    order.approvedAt = at
    return order
  }

  /// An Order of a Partner Project, agreed on day 1.
  static func delivery(
    _ id: Int64 = 10, started: Instant? = .day(2), completed: Instant? = nil, paid: Int64 = 1000
  ) -> Order {
    var order = agreed(id, paid: paid)
    order.deliveryStartedAt = started
    order.completedAt = completed
    if completed != nil { order.status = .completed }
    return order
  }

  static func cancelled(_ order: Order, at: Instant) -> Order {
    var order = order
    order.status = .cancelled
    order.cancelledAt = at
    return order
  }

  /// Communicated and accepted by both parties, the request issued, all at one instant.
  static func cancellation(
    _ id: Int64 = 20, by initiator: Cancellation.Initiator = .advertiser, at: Instant,
    accepted: Instant? = nil
  ) -> Cancellation {
    Cancellation(
      id: id, initiatedBy: initiator, communicatedAt: at, requestIssuedAt: at,
      advertiserAcceptedAt: accepted ?? at, providerAcceptedAt: accepted ?? at)
  }
}
