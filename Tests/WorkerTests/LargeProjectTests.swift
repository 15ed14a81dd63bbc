import Postgres
import Store
import Testing
import Worker

/// A batch takes ten times as many Orders as Projects, and a thousand at least: what has more is left
/// for a transaction of its own, after all the others.
@Suite struct LargeProjectTests {
  @Test("Small Projects go first, and nothing is left", arguments: [10, 1000])
  func last(batchSize: Int) throws {
    let site = try Site()
    try site.run(Self.large(1_200), Crowd.due(40))
    var market = try site.market()
    var tallies: [Tally] = []
    let outcome = try Pass(batchSize: batchSize, processingTime: Site.processingTime)
      .run(in: &market) { tally in
        if tally != Tally() { tallies.append(tally) }
        return true
      }
    #expect(outcome.tally.settled == 40)
    #expect(outcome.tally.deemedApprovals == 1_200)
    #expect(outcome.busy == 0)
    #expect(try site.number("SELECT count(*) FROM orders WHERE approval = 'deemed'") == 1_200)
    // With 1000 Projects a batch, 10,000 Orders are not too many.
    #expect(tallies.map(\.settled) == (batchSize == 10 ? [9, 10, 10, 10, 1, 0] : [40]))
    #expect(tallies.last?.deemedApprovals == 1_200)
  }

  @Test("Of many Projects of a few hundred Orders each, a batch takes as many as it may")
  func several() throws {
    let site = try Site()
    for number in 1...5 { try site.run(Self.large(400, as: Int64(number) * 10_000)) }
    var market = try site.market()
    var approvals: [Int] = []
    _ = try Pass(batchSize: 10, processingTime: Site.processingTime).run(in: &market) { tally in
      if tally != Tally() { approvals.append(tally.deemedApprovals) }
      return true
    }
    #expect(approvals == [800, 800, 400])
  }

  /// A Project with so many Orders whose review is over.
  private static func large(_ count: Int, as project: Int64 = 900_000) -> String {
    """
    INSERT INTO advertisers VALUES (\(project));
    INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
    VALUES (\(project), \(project), 2, 'creator', 'EUR');
    INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                        content_submitted_at, review_requested_at)
    SELECT \(project) + n, \(project), 1000, 1000, 'in_review', '2025-01-01Z', '2025-01-02Z',
           '2025-01-02Z'
      FROM generate_series(1, \(count)) n;
    """
  }
}
