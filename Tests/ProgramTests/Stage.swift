import TestCluster

/// A database of its own with a market in it, and the program pointed at it.
struct Stage {
  let cluster: Cluster
  let database: String
  var program: SettledProgram

  /// - Parameter migrated: whether `settled migrate` has been run.
  init(migrated: Bool = true, on cluster: Cluster = .shared) throws {
    self.cluster = cluster
    let isShared = cluster === Cluster.shared
    database = try cluster.createDatabase(
      template: migrated && isShared ? Self.template.get() : nil)
    program = SettledProgram(database: cluster.address(database: database))
    if migrated, !isShared { try Self.migrate(program) }
  }

  /// The same market on a server that has taken the place of another.
  init(_ other: Stage, on cluster: Cluster) {
    self.cluster = cluster
    database = other.database
    program = SettledProgram(database: cluster.address(database: database))
  }

  private static let template = Result<String, any Error> {
    let name = try Cluster.shared.createDatabase()
    try migrate(SettledProgram(database: Cluster.shared.address(database: name)))
    return name
  }

  private static func migrate(_ program: SettledProgram) throws {
    let run = try program.run("migrate")
    guard run.status == 0 else { throw Broken(complaint: run.complaint) }
  }

  struct Broken: Error {
    let complaint: String
  }

  @discardableResult
  func sql(_ statements: String) throws -> String {
    try cluster.psql(database, "SET search_path = settled;\n" + statements)
      .replacing("SET\n", with: "")
  }

  /// One advertiser, and a Project of each kind.
  func addProjects() throws {
    try sql(
      """
      INSERT INTO advertisers VALUES (1, 'a@example.org');
      INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
      VALUES (10, 1, 7, 'creator', 'EUR'), (20, 1, 8, 'partner', 'EUR');
      """)
  }

  /// Cancellation 5 of the Creator Project: agreed Orders, cancelled by the advertiser.
  func addSettleable(providerAccepted: String = "'2026-01-03Z'") throws {
    try addProjects()
    try sql(
      """
      INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
      VALUES (1, 10, 20005, 10005, 'agreed', '2026-01-01Z'), (2, 10, 100, 100, 'proposed', NULL);
      INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                                 advertiser_accepted_at, provider_accepted_at)
      VALUES (5, 10, 'advertiser', '2026-01-02Z', '2026-01-02Z', \(providerAccepted));
      """)
  }

  /// Two Orders whose refunds no bigint holds together.
  func addUnjudgeable() throws {
    try addProjects()
    try sql(
      """
      INSERT INTO orders (order_id, project_id, fee_minor, paid_minor)
      VALUES (1, 10, 9223372036854775807, 9223372036854775807), (2, 10, 1, 1);
      INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at)
      VALUES (5, 10, 'advertiser', '2026-01-02Z');
      """)
  }
}
