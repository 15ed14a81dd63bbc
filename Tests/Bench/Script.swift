/// The SQL of the bench, one file each beside this one, compiled in.
enum Script {
  static let limit = text(PackageResources.limit_sql)
  static let byHand = text(PackageResources.by_hand_sql)
  static let loadApprovals = text(PackageResources.load_approvals_sql)
  static let ageAgenda = text(PackageResources.age_agenda_sql)
  static let expectApprovals = text(PackageResources.expect_approvals_sql)
  static let loadSettlements = text(PackageResources.load_settlements_sql)
  static let expectSettlements = text(PackageResources.expect_settlements_sql)
  static let loadPlatform = text(PackageResources.load_platform_sql)
  static let loadIdle = text(PackageResources.load_idle_sql)
  static let loadLatency = text(PackageResources.load_latency_sql)
  static let loadGiant = text(PackageResources.load_giant_sql)
  static let outcome = text(PackageResources.outcome_sql)

  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
