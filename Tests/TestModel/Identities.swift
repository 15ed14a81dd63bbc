/// The keys of one random Project, given by the caller, so that thousands fit into one database.
package struct Identities: Sendable {
  /// No random Project has more Orders, or more cancellations, than this.
  package static let stride: Int64 = 10

  package var project: Int64
  package var advertiser: Int64
  package var provider: Int64
  package var firstOrder: Int64
  package var firstCancellation: Int64

  package init(
    project: Int64, advertiser: Int64, provider: Int64, firstOrder: Int64, firstCancellation: Int64
  ) {
    self.project = project
    self.advertiser = advertiser
    self.provider = provider
    self.firstOrder = firstOrder
    self.firstCancellation = firstCancellation
  }

  /// Keys that meet those of no other number.
  package init(number: Int64) {
    self.init(
      project: number, advertiser: number, provider: number,
      firstOrder: number * Self.stride, firstCancellation: number * Self.stride)
  }
}
