import Store
import TestCluster

/// A database with a migrated, empty market, which every test copies.
enum Template {
  /// The market's schema.
  static let schema = "settled"

  /// The name of the database; it is made when the first test asks for it.
  static let database: String = {
    do {
      let name = try Cluster.shared.createDatabase()
      var market = try Market(
        database: Cluster.shared.address(database: name), schema: schema)
      _ = try market.migrate()
      return name
    } catch {
      fatalError("the market of the tests: \(error)")
    }
  }()
}
