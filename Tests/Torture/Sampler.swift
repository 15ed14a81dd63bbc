import Foundation
import Policy
import TestModel

extension Arena {
  /// Loads one Project for each statement that a batch can hold, all due at once: whoever settles
  /// them writes into every table.
  func loadSampler() throws {
    let now = Instant(microseconds: Int64(Date().timeIntervalSince1970) * 1_000_000)
    try load(Sampler(now: now).projects(identities(7)))
  }
}

/// Projects in which something is due, of each kind one.
private struct Sampler {
  let now: Instant
  private static let day: Int64 = 24 * 3600 * 1_000_000

  func projects(_ identities: [Identities]) -> [RandomProject] {
    zip(
      identities,
      [silence, deadline, settlement, wait, comingReview, decline, unjudgeable]
    ).map { identities, fill in
      var project = Project(
        id: identities.project, advertiserID: identities.advertiser,
        providerID: identities.provider, kind: .creator, currency: "EUR")
      fill(&project, identities)
      return RandomProject(project: project)
    }
  }

  private func ago(_ days: Int64) -> Instant {
    now.adding(microseconds: -days * Self.day)
  }

  private func order(_ identities: Identities, _ status: Order.Status = .agreed) -> Order {
    Order(
      id: identities.firstOrder, feeMinor: 1001, paidMinor: 1001, status: status,
      agreedAt: ago(40))
  }

  private func accepted(_ identities: Identities) -> Cancellation {
    Cancellation(
      id: identities.firstCancellation, initiatedBy: .advertiser, communicatedAt: ago(30),
      requestIssuedAt: ago(29), advertiserAcceptedAt: ago(30), providerAcceptedAt: ago(28))
  }

  private func silence(_ project: inout Project, _ identities: Identities) {
    var order = order(identities, .inReview)
    order.contentSubmittedAt = ago(20)
    order.reviewRequestedAt = ago(20)
    project.orders = [order]
  }

  private func deadline(_ project: inout Project, _ identities: Identities) {
    project.deadline = ago(10)
    project.orders = [order(identities)]
  }

  private func settlement(_ project: inout Project, _ identities: Identities) {
    project.orders = [order(identities)]
    project.cancellations = [accepted(identities)]
  }

  private func wait(_ project: inout Project, _ identities: Identities) {
    project.kind = .partner
    var order = order(identities)
    order.deliveryStartedAt = ago(35)
    project.orders = [order]
    project.cancellations = [accepted(identities)]
  }

  private func comingReview(_ project: inout Project, _ identities: Identities) {
    silence(&project, identities)
    var later = project.orders[0]
    later = Order(
      id: later.id + 1, feeMinor: 5, paidMinor: 5, status: .inReview, agreedAt: ago(40),
      contentSubmittedAt: ago(3), reviewRequestedAt: ago(3))
    project.orders.append(later)
  }

  private func decline(_ project: inout Project, _ identities: Identities) {
    project.orders = [order(identities)]
    project.cancellations = [
      Cancellation(
        id: identities.firstCancellation, initiatedBy: .advertiser, communicatedAt: ago(30),
        declinedAt: ago(29))
    ]
  }

  /// Refunds that no bigint holds together.
  private func unjudgeable(_ project: inout Project, _ identities: Identities) {
    project.orders = [0, 1].map {
      Order(id: identities.firstOrder + $0, feeMinor: .max, paidMinor: .max)
    }
    project.cancellations = [
      Cancellation(
        id: identities.firstCancellation, initiatedBy: .provider, communicatedAt: ago(30))
    ]
  }
}
