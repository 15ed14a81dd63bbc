import Foundation

/// What is written to the log for an Order and a settlement, and how many updates stay on their page.
struct Wal: Measure {
  static let name = "wal"

  func run(on ground: Ground) throws -> [Finding] {
    try findings(.approvals(ground), per: "Order", ground)
      + findings(.settlements(ground), per: "settlement", ground)
  }

  private func findings(
    _ throughput: Throughput, per unit: String, _ ground: Ground
  ) throws -> [Finding] {
    let server = try ground.server(.contest)
    let rivals = Rivals(
      ground: ground, server: server, work: "wal_\(throughput.work)",
      procedure: throughput.procedure)
    let contest = Contest(ground: ground, server: server, expectation: throughput.expectation)
    try rivals.load(throughput.load, agenda: throughput.agenda)
    var traces: [String: Trace] = [:]
    for contender in [rivals.program(), rivals.limit(batch: 1000), rivals.byHand(batch: 4000)] {
      let watched = Contest.Contender(
        name: contender.name, template: contender.template, schema: contender.schema
      ) { database in
        let start = try server.walPosition()
        let duration = try contender.work(database)
        traces[contender.name] = try Trace(database, since: start, on: server)
        return duration
      }
      _ = try contest.run(watched)
    }
    try rivals.drop()
    guard let own = traces[Rivals.settled] else { return [] }
    let count = Double(throughput.count)
    return [Rivals.limit, Rivals.byHand].compactMap { name in
      traces[name].map { other in
        Finding(
          "WAL, \(throughput.work)", own.bytes / count, "bytes/\(unit)",
          against: (name, other.bytes / count), ratio: own.bytes / other.bytes,
          note: name == Rivals.limit ? own.note(count) : other.note(count))
      }
    } + own.updates.map { Finding("updates that stay on their page, \($0)", $1, "%") }
  }
}

/// What a contender's work left in the log and in the server's statistics.
private struct Trace {
  let bytes: Double
  let images: Double
  /// The kinds of records that take the most room, and their bytes.
  let kinds: [(name: String, bytes: Double)]
  /// By table, the share of updates that stayed on their page.
  let updates: [(table: String, share: Double)]

  init(_ database: String, since start: Int64, on server: Server) throws {
    let end = try server.walPosition()
    try server.awaitQuiet(in: database)
    try server.psql(database, "CREATE EXTENSION IF NOT EXISTS pg_walinspect SCHEMA public")
    let rows = try server.psql(
      database,
      """
      SELECT "resource_manager/record_type", record_size, fpi_size
        FROM public.pg_get_wal_stats('0/0'::pg_lsn + \(start), '0/0'::pg_lsn + \(end), true) WHERE count > 0
       ORDER BY record_size + fpi_size DESC
      """
    ).split(separator: "\n").map { $0.split(separator: "|") }
    let sizes = rows.map { (String($0[0]), Double($0[1]) ?? 0, Double($0[2]) ?? 0) }
    kinds = sizes.map { ($0.0, $0.1 + $0.2) }
    images = sizes.reduce(0) { $0 + $1.2 }
    bytes = kinds.reduce(0) { $0 + $1.bytes }
    updates = try server.psql(
      database,
      """
      SELECT relname, 100.0 * n_tup_hot_upd / n_tup_upd FROM pg_stat_user_tables
       WHERE n_tup_upd > 0 ORDER BY relname
      """
    ).split(separator: "\n").map { line in
      let words = line.split(separator: "|")
      return (String(words[0]), Double(words[1]) ?? 0)
    }
  }

  func note(_ count: Double) -> String {
    let shares = kinds.prefix(6).map { "\($0.name) \(($0.bytes / count).short)" }
    return "page images \((images / count).short); \(shares.joined(separator: ", "))"
  }
}
