import Logging
import Testing

/// Nothing is told twice, and nothing of nothing.
@Suite("What is told once") struct ReportedOnceTests {
  /// A Partner Project that waits for its Open Order.
  private static let waiting = """
    INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
    VALUES (20, 1, 8, 'partner', 'USD');
    INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                        delivery_started_at)
    VALUES (20, 20, 10, 10, 'agreed', '2026-01-01Z', '2026-01-02Z');
    INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                               request_issued_at, provider_accepted_at)
    VALUES (20, 20, 'advertiser', '2026-01-02Z', '2026-01-02Z', '2026-01-03Z');
    """

  @Test("Nothing is said of a Project that was woken for nothing, and nothing twice")
  func nothing() throws {
    let site = try Site()
    try site.run(Crowd.due(1), Self.waiting)
    let diary = Diary()
    try diary.hear(site, .trace)
    let count = diary.entries.count
    try diary.hear(site, .trace)
    #expect(diary.entries.count == count)
    #expect(count == 3, "\(diary.entries)")
    try site.run("INSERT INTO agenda VALUES (20, now())", as: .administrator)
    let before = try site.number("SELECT count(*) FROM agenda WHERE due_at <= now()")
    #expect(before == 1)
    try diary.hear(site, .trace)
    #expect(try site.number("SELECT count(*) FROM agenda WHERE due_at <= now()") == 0)
    #expect(diary.entries.count == count)
  }

  @Test("A batch that the database refuses is told of in its parts, each thing once")
  func halves() throws {
    let site = try Site()
    try site.run(Crowd.due(8))
    try site.run(BadRow.refusedByTrigger.spoil(3), as: .administrator)
    let diary = Diary()
    try diary.hear(site)
    #expect(diary.entries("cancellation_settled").count == 7)
    #expect(
      Set(diary.entries("cancellation_settled").map(\.fields["cancellation_id"]))
        == Set(["1", "2", "4", "5", "6", "7", "8"]))
    let quarantined = diary.entries("quarantined")
    #expect(quarantined.count == 1)
    #expect(quarantined.first?.fields["code"] == "P0001")
    #expect(quarantined.first?.fields["project_id"] == "3")
    #expect(diary.entries.count == 8)
  }
}
