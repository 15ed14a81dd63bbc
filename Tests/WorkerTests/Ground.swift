import Store
import TestCluster

/// A cluster, and in it the migrated database that every test copies.
final class Ground: Sendable {
  let cluster: Cluster
  let template: String

  /// With the real clock.
  static let shared = Ground(on: { .shared })

  /// With a clock that stands still until it is turned; the suite that uses it is serialized.
  static let clocked = Ground(on: { try Cluster(fakeTime: true) })

  private init(on cluster: () throws -> Cluster) {
    do {
      self.cluster = try cluster()
      template = try self.cluster.createDatabase()
      var market = try Market(
        database: self.cluster.address(database: template), schema: "settled")
      _ = try market.migrate()
    } catch {
      fatalError("the ground of the tests: \(error)")
    }
  }

  /// The words that connect a worker of settled's to a database.
  func address(_ database: String) -> String {
    cluster.address(database: database, user: Role.worker.rawValue)
  }

  /// The words that connect a role to a database, in the market's schema.
  func conninfo(_ database: String, _ role: Role) -> String {
    cluster.conninfo(database: database, user: role.rawValue)
      + " options='-c search_path=settled -c timezone=UTC'"
  }
}
