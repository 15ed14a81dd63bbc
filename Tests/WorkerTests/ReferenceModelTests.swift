import Foundation
import Policy
import Postgres
import TestModel
import Testing
import Worker

/// What stands in every table after a pass over thousands of random Projects, against the reference
/// model.
@Suite struct ReferenceModelTests {
  private static let count: Int64 = 2_400

  static func randoms(_ count: Int64 = Self.count, at now: Instant) -> [RandomProject] {
    (0..<count).map { number in
      var generator = Seed.generator(number)
      return RandomProject.consistent(Identities(number: number), using: &generator)
        .amid(now, using: &generator)
    }
  }

  private static let now = Instant(
    microseconds: Int64(Date().timeIntervalSince1970) * 1_000_000)

  @Test(
    "A pass writes what the reference model says, and a second one nothing",
    arguments: [1000, 7, 1])
  func agrees(batchSize: Int) throws {
    let site = try Site()
    let randoms = Self.randoms(at: Self.now)
    try Loading(randoms).write(to: site)
    let first = try site.pass(batchSize: batchSize)
    #expect(first.busy == 0)
    let expected = Set(randoms.flatMap { Expectation($0.project, at: Self.now).lines })
    expectSame(try site.ledger(detailed: false), expected, Seed.note)
    try checkTally(first.tally, expected)
    try expectMoneyAddsUp(in: site)
    let written = try site.ledger(detailed: true)
    let second = try site.pass(batchSize: batchSize)
    #expect(second.isEmpty)
    #expect(try site.ledger(detailed: true) == written)
    #expect(try site.number("SELECT count(*) FROM agenda WHERE due_at <= now()") == 0)
  }

  /// What the tally counts is what was written.
  private func checkTally(_ tally: Tally, _ lines: Set<String>) throws {
    func count(_ part: String) -> Int {
      lines.count { $0.hasPrefix("told advertiser") && $0.contains(": \(part),") }
    }
    #expect(tally.deemedApprovals == count("order_deemed_approved"))
    #expect(tally.missedDeadlines == count("deadline_missed"))
    #expect(tally.declined == count("cancellation_declined"))
    #expect(tally.waiting == count("cancellation_waiting"))
    #expect(tally.quarantined == lines.count { $0.hasPrefix("quarantine") })
    let settled = lines.count {
      $0.hasPrefix("cancellation ") && $0.contains(" settled as of") && !$0.contains("deadline")
    }
    #expect(tally.settled == settled)
    for (name, number) in [
      ("deemed", tally.deemedApprovals), ("deadline", tally.missedDeadlines),
      ("settled", settled), ("declined", tally.declined), ("withdrawn", tally.withdrawn),
      ("superseded", tally.superseded), ("private", tally.outOfScope),
      ("escalated", tally.escalated), ("waiting", tally.waiting),
    ] {
      #expect(number >= 10, "the random Projects are worth something: \(name)")
    }
  }
}

/// Every credit is the sum of its lines, and every settled cancellation with a refund has one.
func expectMoneyAddsUp(in site: Site) throws {
  let wrong = try site.number(
    """
    SELECT count(*)
      FROM (SELECT cancellation_id, sum(refund_minor) AS refund FROM settlement_lines GROUP BY 1) l
      FULL JOIN refund_credits r USING (cancellation_id)
     WHERE coalesce(l.refund, 0) <> coalesce(r.amount_minor, 0)
    """)
  #expect(wrong == 0)
}

extension Site {
  func ledger(detailed: Bool) throws(PostgresError) -> Set<String> {
    var connection = try connection(.administrator)
    return try Ledger.read(&connection, detailed: detailed)
  }
}

/// Says what is missing and what should not be there, rather than everything.
func expectSame(
  _ found: Set<String>, _ expected: Set<String>, _ note: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let missing = expected.subtracting(found).sorted().prefix(12)
  let added = found.subtracting(expected).sorted().prefix(12)
  guard !missing.isEmpty || !added.isEmpty else { return }
  Issue.record(
    """
    \(note)
    missing:
    \(missing.joined(separator: "\n"))
    not expected:
    \(added.joined(separator: "\n"))
    """, sourceLocation: sourceLocation)
}
