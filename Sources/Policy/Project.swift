/// Everything recorded about one Project: all that its timeline depends on.
package struct Project: Equatable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    /// Creators join through their own account (section 1 of the policy).
    case creator
    /// A partner manages the creators (section 2 of the policy).
    case partner
    /// Outside the policy: never touched, in any way.
    case creatorContentAtScale = "creator_content_at_scale"
  }

  package enum Origin: String, CaseIterable, Sendable {
    case platform
    /// Arranged between the parties themselves: outside the policy.
    case `private`
  }

  package enum Status: String, CaseIterable, Sendable {
    case active
    case completed
    case cancelled
  }

  package let id: Int64
  package var advertiserID: Int64
  /// The content provider; nil until one is found.
  package var providerID: Int64?
  package var kind: Kind
  package var origin: Origin
  /// ISO 4217.
  package var currency: String
  /// When content must be in.
  package var deadline: Instant?
  package var status: Status
  package var orders: [Order]
  package var cancellations: [Cancellation]
  /// When a settlement ended the Project; nil where it has not, and where the platform ended it.
  package internal(set) var endedAt: Instant?

  package init(
    id: Int64, advertiserID: Int64, providerID: Int64?, kind: Kind, origin: Origin = .platform,
    currency: String, deadline: Instant? = nil, status: Status = .active, orders: [Order] = [],
    cancellations: [Cancellation] = []
  ) {
    self.id = id
    self.advertiserID = advertiserID
    self.providerID = providerID
    self.kind = kind
    self.origin = origin
    self.currency = currency
    self.deadline = deadline
    self.status = status
    self.orders = orders
    self.cancellations = cancellations
  }

  /// Takes up that one of its cancellations was settled before; all of its Orders are there. The last
  /// settlement ended the Project, if it is cancelled, but for that of a missed deadline that left an
  /// Order over: then the platform has ended it since.
  package mutating func noteSettlement(of cancellation: Cancellation, effectiveAt: Instant) {
    guard status == .cancelled else { return }
    if cancellation.initiatedBy == .deadline,
      !orders.allSatisfy({ $0.wasCancelled(by: effectiveAt) })
    {
      return
    }
    endedAt = max(effectiveAt, endedAt ?? .distantPast)
  }

  /// The policy speaks about this Project's Orders: it is active, neither private nor at scale.
  var isUnderway: Bool {
    status == .active && origin == .platform && kind != .creatorContentAtScale
  }
}
