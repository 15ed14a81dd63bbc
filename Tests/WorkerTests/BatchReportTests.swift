import Logging
import Store
import Testing
import Worker

/// What the log hears of a pass: a line for what a person may ask about, one line for all the rest.
@Suite("What the log hears") struct BatchReportTests {
  /// The log of a pass over what the platform recorded.
  private func diary(_ facts: String, level: Logger.Level = .info) throws -> Diary {
    let site = try Site()
    try site.run(Self.ground, facts)
    let diary = Diary()
    try diary.hear(site, level)
    return diary
  }

  private static let ground = """
    INSERT INTO advertisers VALUES (1);
    INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency, deadline)
    VALUES (10, 1, 7, 'creator', 'EUR', '2026-02-01Z'), (20, 1, 8, 'partner', 'USD', NULL),
           (30, 1, 9, 'creator', 'EUR', NULL);
    """

  @Test("A settlement has a line of its own")
  func settlement() throws {
    let diary = try diary(
      """
      INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
      VALUES (1, 30, 20005, 10005, 'agreed', '2026-01-01Z'), (2, 30, 100, 100, 'proposed', NULL);
      INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                                 advertiser_accepted_at, provider_accepted_at)
      VALUES (5, 30, 'advertiser', '2026-01-02Z', '2026-01-02Z', '2026-01-03Z');
      """)
    let rules = "creator.before_submission.advertiser,creator.before_order"
    #expect(
      diary.entries("cancellation_settled", without: "applied_at") == [
        Diary.Entry(
          level: .info, kind: "cancellation_settled",
          text: "Cancellation 5 of Project 30 settled as of 2026-01-03T00:00:00Z,"
            + " 91.05 EUR refunded (\(rules))",
          fields: [
            "project_id": "30", "cancellation_id": "5", "due_at": "2026-01-03T00:00:00Z",
            "rule": rules, "amount_minor": "9105", "currency": "EUR",
          ])
      ])
    #expect(diary.entries.count == 1)
    let applied = try #require(diary.entries.first?.fields["applied_at"])
    #expect(applied > "2026-01-03T00:00:00Z" && applied.hasSuffix("Z"))
  }

  @Test("A missed deadline has one, with the number that the database gave its cancellation")
  func missedDeadline() throws {
    let site = try Site()
    try site.run(
      Self.ground,
      """
      INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
      VALUES (1, 10, 100, 70, 'agreed', '2026-01-01Z');
      """)
    let diary = Diary()
    try diary.hear(site)
    let number = try site.number("SELECT cancellation_id FROM cancellations")
    #expect(
      diary.entries("deadline_missed", without: "applied_at") == [
        Diary.Entry(
          level: .info, kind: "deadline_missed",
          text: "Cancellation \(number) of Project 10: deadline 2026-02-01T00:00:00Z missed,"
            + " 0.70 EUR refunded (creator.missed_deadline)",
          fields: [
            "project_id": "10", "cancellation_id": "\(number)", "due_at": "2026-02-01T00:00:00Z",
            "rule": "creator.missed_deadline", "amount_minor": "70", "currency": "EUR",
          ])
      ])
    #expect(diary.entries.count == 1)
  }

  @Test("An escalation has one, and is a warning")
  func escalation() throws {
    let diary = try diary(
      """
      INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                          content_submitted_at, review_requested_at)
      SELECT n, 30, 100, 70, 'in_review', '2026-01-01Z', '2026-01-02Z', '2026-01-02Z'
        FROM generate_series(1, 2) n;
      INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                                 advertiser_accepted_at, provider_accepted_at)
      VALUES (5, 30, 'provider', '2026-01-03Z', '2026-01-03Z', '2026-01-04Z');
      """)
    let entries = diary.entries("cancellation_escalated", without: "applied_at")
    #expect(entries.count == 1)
    #expect(entries.first?.level == .warning)
    #expect(
      entries.first?.text.hasPrefix(
        "Cancellation 5 of Project 30 escalated: The provider cancelled")
        == true)
    #expect(
      entries.first?.fields == [
        "project_id": "30", "cancellation_id": "5", "due_at": "2026-01-04T00:00:00Z",
        "orders": "1,2",
      ])
  }

  @Test("What can't be judged has one, and is a warning")
  func quarantine() throws {
    let diary = try diary(
      """
      INSERT INTO orders (order_id, project_id, fee_minor, paid_minor)
      VALUES (1, 30, 9223372036854775807, 9223372036854775807), (2, 30, 1, 1);
      INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at)
      VALUES (5, 30, 'advertiser', '2026-01-02Z');
      """)
    #expect(diary.entries.map(\.kind) == ["quarantined"])
    #expect(diary.entries.first?.level == .warning)
    #expect(diary.entries.first?.text.hasPrefix("Quarantined: ") == true)
    #expect(
      diary.entries.first?.fields == [
        "subject": "cancellation", "subject_id": "5", "project_id": "30",
        "code": "sum_out_of_range",
      ])
  }

  /// Two deemed approvals, one cancellation that waits, one declined.
  private static let rest = """
    INSERT INTO orders (order_id, project_id, fee_minor, status, agreed_at, content_submitted_at,
                        review_requested_at)
    SELECT n, 30, 1, 'in_review', '2026-01-01Z', '2026-01-02Z', '2026-01-02Z'
      FROM generate_series(1, 2) n;
    INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                        delivery_started_at)
    VALUES (3, 20, 10, 10, 'agreed', '2026-01-01Z', '2026-01-02Z');
    INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                               request_issued_at, provider_accepted_at)
    VALUES (6, 20, 'advertiser', '2026-01-02Z', '2026-01-02Z', '2026-01-03Z');
    INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                               declined_at)
    VALUES (7, 30, 'advertiser', '2026-01-02Z', '2026-01-03Z');
    """

  @Test("All the rest of a batch has one line together")
  func together() throws {
    let diary = try diary(Self.rest)
    #expect(
      diary.entries("batch_done", without: "milliseconds") == [
        Diary.Entry(
          level: .info, kind: "batch_done",
          text: "Batch done: 2 Orders deemed approved, 1 waiting for Open Orders, 1 declined",
          fields: [
            "projects": "2", "deemed_approvals": "2", "waiting": "1", "declined": "1",
          ])
      ])
    #expect(diary.entries.count == 1)
    #expect(diary.entries.first?.fields["milliseconds"].flatMap { Int($0) } != nil)
  }

  @Test("Who wants to see everything sees a line for each")
  func each() throws {
    let diary = try diary(Self.rest, level: .debug)
    #expect(
      diary.entries.map(\.kind).sorted() == [
        "batch_done", "cancellation_declined", "cancellation_waiting", "order_deemed_approved",
        "order_deemed_approved",
      ])
    let deemed = diary.entries("order_deemed_approved", without: "applied_at")
    #expect(deemed.map(\.fields["order_id"]) == ["1", "2"])
    #expect(
      deemed.first?.text == "Order 1 of Project 30 deemed approved as of 2026-01-16T00:00:00Z")
    #expect(
      deemed.first?.fields == [
        "project_id": "30", "order_id": "1", "due_at": "2026-01-16T00:00:00Z",
      ])
    #expect(deemed.first?.level == .debug)
  }
}
