import Policy
import Postgres
import Store
import Testing

/// The agenda against the policy: early it may be, late or absent never.
@Suite struct AgendaPropertyTests {
  private static let seed: UInt64 = 20_260_214

  /// When something happens next in a Project if nobody writes anything; a fault counts as now.
  private func next(of project: Project) -> Instant? {
    let advance = project.advance(to: .distantPast)
    if advance.fault != nil { return .distantPast }
    return advance.events.first?.at ?? advance.next
  }

  /// What the policy wants of every Project, and what the agenda has; microseconds.
  private func compare(
    _ ids: [Int64], in market: inout Market
  ) throws(PostgresError) -> (wanted: [Int64: Int64], late: [String]) {
    try market.transaction { transaction, now throws(PostgresError) in
      let rows = try transaction.execute(
        "SELECT project_id, due_at FROM agenda WHERE project_id = ANY ($1)", [.int64s(ids)])
      var due: [Int64: Int64] = [:]
      for row in 0..<rows.count { due[try rows.int64(row, 0)] = try rows.microseconds(row, 1) }
      var wanted: [Int64: Int64] = [:]
      var late: [String] = []
      for project in try Facts(of: ids, locking: false, in: &transaction).projects {
        guard let instant = next(of: project) else { continue }
        wanted[project.id] = instant.microseconds
        let latest = max(instant, now)
        if due[project.id] ?? .max > latest.microseconds {
          let entry = due[project.id].map { Instant(microseconds: $0).description } ?? "nothing"
          late.append("\(instant) wanted, \(entry) there: \(project)")
        }
      }
      return (wanted, late)
    }
  }

  /// Leaves on the agenda just what a worker that has been there would, so that an early entry of
  /// before does not hide that a new one is missing.
  private func tidy(
    _ ids: [Int64], _ wanted: [Int64: Int64], in market: inout Market
  ) throws(PostgresError) {
    try market.transaction { transaction, _ throws(PostgresError) in
      try transaction.execute("DELETE FROM agenda WHERE project_id = ANY ($1)", [.int64s(ids)])
      for (id, instant) in wanted {
        try transaction.execute(
          "INSERT INTO agenda VALUES ($1, $2)", [.int64(id), .instant(max(instant, 0))])
      }
    }
  }

  @Test(arguments: 0..<6) func neverLate(batch: Int) throws {
    var bench = try Bench()
    var market = try bench.market()
    var (accepted, refused) = (0, 0)
    for number in (batch * 50 + 1)...(batch * 50 + 50) {
      var life = PlatformLife(number: number, seed: Self.seed)
      let ids = (0..<3).map { Int64(number * 3 + $0) }
      try bench.run(life.beginning())
      var history: [String] = []
      for _ in 0..<7 {
        let statements = life.transaction()
        if bench.refusal(as: "settled_platform", statements) == nil {
          accepted += 1
        } else {
          refused += 1
          continue
        }
        history.append(statements)
        let (wanted, late) = try compare(ids, in: &market)
        #expect(late == [], "sequence \(number): \(history.joined(separator: ";\n"))")
        try tidy(ids, wanted, in: &market)
        try act(on: ids, in: &bench)
      }
    }
    #expect(accepted > 120 && refused > 10)
  }

  /// The worker's simplest outcome, now and then: an accepted cancellation of a Partner Project waits.
  private func act(on ids: [Int64], in bench: inout Bench) throws(PostgresError) {
    let list = ids.map(String.init).joined(separator: ", ")
    try bench.run(
      """
      UPDATE cancellations c SET status = 'waiting_for_open_orders'
       WHERE c.project_id IN (\(list)) AND c.status = 'open' AND accepted_at(c) <= now()
         AND c.cancellation_id % 2 = 0 AND c.declined_at IS NULL AND c.withdrawn_at IS NULL
         AND EXISTS (SELECT FROM projects p WHERE p.project_id = c.project_id
                        AND p.kind = 'partner' AND p.origin = 'platform')
      """)
  }
}
