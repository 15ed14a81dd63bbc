import Testing

/// Statements which a role must not get away with.
struct Forbidden: Sendable, CustomTestStringConvertible {
  let role: String
  let statements: [String]

  var testDescription: String { role }

  /// A Project with something in every table.
  static let scene =
    Row.project(1, ["deadline": "'2090-01-01Z'"]).insert + Row.order(1).insert
    + Row.project(2).insert + Row.order(2, in: 2).insert + Row.settled(2, in: 2).insert
    + Row.cancellation(1).insert + Row.line(2, of: 2).insert
      + """
      INSERT INTO refund_credits (cancellation_id, advertiser_id, project_id, currency,
                                  amount_minor, due_by)
      VALUES (2, 1, 2, 'EUR', 400, '2020-02-05Z');
      INSERT INTO notifications (recipient, recipient_id, kind, project_id)
      VALUES ('advertiser', 1, 'project_cancelled', 2);
      INSERT INTO quarantine (subject, subject_id, project_id, code, detail)
      VALUES ('order', 1, 1, 'odd', 'Odd.');

      """

  static let all = [platform, worker, readonly, stranger]

  private static let platform = Forbidden(
    role: "settled_platform",
    statements: changes("settlement_lines", "refund_credits", "notifications", "quarantine")
      + changes("agenda", "schema_migrations") + [
        Row.cancellation(9, in: 2, ["status": "'settled'"]).insert,
        Row.cancellation(9, in: 2, ["status_reason": "'So.'"]).insert,
        Row.cancellation(9, in: 2, ["effective_at": "NULL"]).insert,
        "UPDATE cancellations SET status = 'declined'",
        "UPDATE cancellations SET settled_at = NULL",
        "UPDATE cancellations SET effective_at = NULL",
        "UPDATE cancellations SET status_reason = NULL",
        "UPDATE cancellations SET project_id = 1",
        "DELETE FROM cancellations", "DELETE FROM orders", "DELETE FROM projects",
        "DELETE FROM advertisers", "TRUNCATE orders", "SELECT nextval('cancellation_ids')",
        "SELECT wake_projects('{1}', '{now}')", "SELECT wake_quarantined('{1}')",
        "SELECT record_missed_deadlines('{1}', '{So.}')",
        "ALTER TABLE orders DISABLE TRIGGER ALL", "SET session_replication_role = replica",
        "DROP TABLE agenda", "CREATE TABLE own (a int)",
      ])

  private static let worker = Forbidden(
    role: "settled_worker",
    statements: [
      "fee_minor = 0", "paid_minor = 0", "manual_review = true", "project_id = 1",
      "agreed_at = now()", "delivery_started_at = now()", "content_submitted_at = now()",
      "review_requested_at = now()", "responded_at = now()", "completed_at = now()",
    ].map { "UPDATE orders SET \($0)" }
      + [
        "initiated_by = 'provider'", "communicated_at = now()", "request_issued_at = now()",
        "advertiser_accepted_at = now()", "provider_accepted_at = now()", "declined_at = now()",
        "withdrawn_at = now()", "disputed_at = now()", "dispute_resolved_at = now()",
      ].map { "UPDATE cancellations SET \($0)" }
      + [
        "deadline = NULL", "kind = 'partner'", "origin = 'private'", "currency = 'USD'",
        "provider_id = 1", "advertiser_id = 1",
      ].map { "UPDATE projects SET \($0)" }
      + forgeries + [
        "UPDATE advertisers SET email = NULL", Row.project(9).insert, Row.order(9).insert,
        Row.cancellation(9, in: 2).insert,
        Row.settled(9, in: 2).with(["initiated_by": "'deadline'"]).insert,
        "INSERT INTO agenda VALUES (2, now())", "SELECT wake_projects('{1}', '{now}')",
        "SELECT wake_quarantined('{1}')", "SELECT next_cancellation_id()",
        "UPDATE quarantine SET first_seen_at = now()", "TRUNCATE quarantine", "TRUNCATE agenda",
        "SET session_replication_role = replica", "DELETE FROM cancellations",
        "DELETE FROM orders", "DELETE FROM projects",
      ] + ["settlement_lines", "refund_credits", "notifications"].flatMap(destruction))

  /// What the database writes, the worker can't.
  private static let forgeries = [
    """
    INSERT INTO refund_credits (cancellation_id, advertiser_id, project_id, currency, amount_minor,
                                due_by, credited_at)
    VALUES (1, 1, 1, 'EUR', 1, now(), '2001-01-01Z')
    """,
    """
    INSERT INTO notifications (recipient, recipient_id, kind, project_id, created_at)
    VALUES ('advertiser', 1, 'deadline_missed', 1, '2001-01-01Z')
    """,
    """
    INSERT INTO notifications (notification_id, recipient, recipient_id, kind, project_id)
    OVERRIDING SYSTEM VALUE VALUES (9, 'advertiser', 1, 'deadline_missed', 1)
    """,
  ]

  private static let readonly = Forbidden(
    role: "settled_readonly",
    statements: changes("settlement_lines", "refund_credits", "notifications", "quarantine")
      + changes("agenda", "schema_migrations", "advertisers", "projects", "orders")
      + changes("cancellations") + [
        "SELECT next_cancellation_id()", "SELECT wake_projects('{1}', '{now}')",
        "SELECT record_missed_deadlines('{1}', '{So.}')", "LOCK TABLE orders IN SHARE MODE",
        "SELECT FROM agenda FOR UPDATE", "SELECT FROM orders FOR KEY SHARE",
        "CREATE TABLE own (a int)",
      ])

  private static let stranger = Forbidden(
    role: "stranger",
    statements: [
      "advertisers", "projects", "orders", "cancellations", "settlement_lines", "refund_credits",
      "notifications", "quarantine", "agenda", "schema_migrations", "fund_details",
      "advertiser_balances",
    ].map { "SELECT FROM settled.\($0)" })

  private static func changes(_ tables: String...) -> [String] {
    tables.flatMap { ["INSERT INTO \($0) DEFAULT VALUES"] + destruction($0) }
  }

  private static func destruction(_ table: String) -> [String] {
    let column =
      switch table {
      case "advertisers": "email"
      case "quarantine": "code"
      case "agenda": "due_at"
      case "schema_migrations": "name"
      default: "project_id"
      }
    let target = table == "settlement_lines" ? "rule" : column
    return [
      "UPDATE \(table) SET \(target) = \(target)", "DELETE FROM \(table)", "TRUNCATE \(table)",
    ]
  }
}
