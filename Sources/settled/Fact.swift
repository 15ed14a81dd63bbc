import Policy

/// Something that was recorded, and when it happened.
struct Fact: Encodable {
  let what: String
  let at: Instant

  /// Those that happened, in the order in which they did.
  static func list(_ facts: [(what: String, at: Instant?)]) -> [Fact] {
    facts.compactMap { what, at in at.map { Fact(what: what, at: $0) } }.sorted { $0.at < $1.at }
  }
}
