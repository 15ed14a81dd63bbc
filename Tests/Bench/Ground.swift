import Foundation
import TestCluster

/// What all measures share: the program, the servers, the sizes, the report.
final class Ground {
  /// The market's schema, and the one that is written by hand.
  enum Schema: String {
    case settled
    case byHand = "by_hand"
  }

  let program: SettledProgram
  let sizes: Sizes
  let report: Report
  private let folder: String
  private var servers: [Server.Purpose: Server] = [:]

  init(program: String, folder: String, sizes: Sizes, report: Report) {
    self.program = SettledProgram(path: URL(fileURLWithPath: program).path)
    self.folder = folder
    self.sizes = sizes
    self.report = report
  }

  /// The server for a purpose; it is started when the first asks for it.
  func server(_ purpose: Server.Purpose) throws -> Server {
    if let server = servers[purpose] { return server }
    let server = try Server(purpose, in: folder, report: report)
    servers[purpose] = server
    return server
  }

  /// Makes a database with an empty schema.
  func make(_ database: String, _ schema: Schema = .settled, on server: Server) throws {
    try server.create(database)
    switch schema {
    case .settled:
      _ = try program.run("migrate", as: "postgres", on: server, database)
      try server.psql(database, Script.limit)
    case .byHand:
      try server.psql(
        database, "CREATE SCHEMA by_hand; SET search_path = by_hand;\n" + Script.byHand)
    }
  }

  /// Loads a schema, in one transaction, and lets the server look at what it has got.
  func load(
    _ database: String, _ script: String, _ schema: Schema = .settled, orders: Int? = nil,
    cancellations: Int? = nil, on server: Server
  ) throws {
    let start = ContinuousClock.now
    try server.psql(
      database,
      """
      SET search_path = \(schema.rawValue);
      SET bench.orders = \(orders ?? sizes.orders);
      SET bench.cancellations = \(cancellations ?? sizes.cancellations);
      BEGIN;
      \(script);
      COMMIT;
      VACUUM ANALYZE;
      """)
    report.note("\(database) loaded in \(start.duration(to: .now).seconds.short) s")
  }
}
