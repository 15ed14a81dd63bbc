import Postgres
import Testing
import Worker

/// What was settled never changes again, whoever tries.
@Suite struct FinalMoneyTests {
  @Test(
    "Lines, credits and notifications can be neither changed, deleted nor emptied",
    arguments: [Role.administrator, .worker, .platform])
  func appendOnly(role: Role) throws {
    let site = try Site()
    try site.run(Crowd.due(3))
    try site.pass()
    let before = try site.ledger(detailed: true)
    let statements: [String] = [
      "UPDATE settlement_lines SET refund_minor = 0, retained_minor = 1000",
      "UPDATE refund_credits SET amount_minor = 1", "UPDATE refund_credits SET due_by = now()",
      "UPDATE notifications SET payload = '{}'", "DELETE FROM settlement_lines",
      "DELETE FROM refund_credits", "DELETE FROM notifications", "TRUNCATE settlement_lines",
      "TRUNCATE refund_credits", "TRUNCATE notifications",
    ]
    for statement in statements {
      #expect(throws: PostgresError.self, "\(statement)") { try site.run(statement, as: role) }
    }
    #expect(try site.ledger(detailed: true) == before)
    try expectMoneyAddsUp(in: site)
  }

  @Test("What a settlement rests on stays", arguments: [Role.administrator, .platform])
  func factsStay(role: Role) throws {
    let site = try Site()
    try site.run(Crowd.due(1))
    try site.pass()
    let statements: [String] = [
      "UPDATE orders SET paid_minor = 0", "UPDATE orders SET fee_minor = 2000",
      "UPDATE orders SET status = 'agreed', cancelled_at = NULL",
      "UPDATE cancellations SET communicated_at = '2026-01-01Z'",
      "UPDATE cancellations SET disputed_at = now()", "UPDATE projects SET currency = 'USD'",
      "UPDATE projects SET status = 'active'", Story.agreed(9),
    ]
    for statement in statements {
      #expect(throws: PostgresError.self, "\(statement)") { try site.run(statement, as: role) }
    }
    #expect(try site.number("SELECT count(*) FROM agenda") == 0)
  }

  @Test("The worker can write neither facts nor money that is not its own")
  func rights() throws {
    let site = try Site()
    try site.run(Crowd.due(1))
    let statements: [String] = [
      "UPDATE orders SET paid_minor = 0", "UPDATE projects SET deadline = now()",
      "UPDATE cancellations SET communicated_at = now()", "DELETE FROM orders",
      "INSERT INTO advertisers VALUES (9)",
      "INSERT INTO cancellations (project_id, initiated_by, communicated_at)"
        + " VALUES (1, 'advertiser', now())",
      "INSERT INTO refund_credits (cancellation_id, advertiser_id, project_id, currency,"
        + " amount_minor, due_by, credited_at) VALUES (1, 1, 1, 'EUR', 1, now(), '2020-01-01Z')",
    ]
    for statement in statements {
      #expect(throws: PostgresError.self, "\(statement)") {
        try site.run(statement, as: .worker)
      }
    }
    let platforms: [String] = [
      "UPDATE cancellations SET status = 'settled', effective_at = now(), settled_at = now()",
      "DELETE FROM agenda", "DELETE FROM quarantine",
      "INSERT INTO refund_credits VALUES (1, 1, 1, 'EUR', 1, now(), now())",
    ]
    for statement in platforms {
      #expect(throws: PostgresError.self, "\(statement)") { try site.run(statement) }
    }
    #expect(try site.pass().tally.settled == 1)
  }
}
