import Policy
import TestModel

/// A Project told by hand, in SQL: one advertiser, one Project, numbered 1, in euros.
enum Story {
  /// The day on which the stories begin: 2026-02-02T00:00:00Z.
  static let start = Grid.start

  /// So many days and hours after the start, and microseconds beside.
  static func at(_ day: Int64, _ hour: Int64 = 0, beside: Int64 = 0) -> Instant {
    start.adding(microseconds: (day * 24 + hour) * Grid.hour + beside)
  }

  /// SQL for the Project.
  static func project(
    _ id: Int64 = 1, kind: Project.Kind = .creator, origin: Project.Origin = .platform,
    deadline: Instant? = nil
  ) -> String {
    """
    INSERT INTO advertisers VALUES (1) ON CONFLICT DO NOTHING;
    INSERT INTO projects (project_id, advertiser_id, provider_id, kind, origin, currency, deadline)
    VALUES (\(id), 1, 2, '\(kind.rawValue)', '\(origin.rawValue)', 'EUR',
            \(deadline.map { "'\($0)'" } ?? "NULL"));

    """
  }

  /// SQL for an agreed Order, all of it paid.
  static func agreed(
    _ id: Int64, of project: Int64 = 1, at instant: Instant = start, fee: Int64 = 1000
  ) -> String {
    """
    INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
    VALUES (\(id), \(project), \(fee), \(fee), 'agreed', '\(instant)');

    """
  }

  /// SQL for an Order whose content is under manual review.
  static func inReview(
    _ id: Int64, of project: Int64 = 1, at instant: Instant, manual: Bool = true
  ) -> String {
    """
    INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, manual_review, status, agreed_at,
                        content_submitted_at, review_requested_at)
    VALUES (\(id), \(project), 1000, 1000, \(manual), 'in_review', '\(start)', '\(instant)',
            '\(instant)');

    """
  }

  /// SQL for a cancellation by the advertiser; `accepted` is when both sides had accepted it.
  static func cancellation(
    _ id: Int64, of project: Int64 = 1, by initiator: String = "advertiser",
    communicated: Instant = start, accepted: Instant? = nil
  ) -> String {
    let accepted = accepted.map { "'\($0)'" } ?? "NULL"
    return """
      INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                                 request_issued_at, advertiser_accepted_at, provider_accepted_at)
      VALUES (\(id), \(project), '\(initiator)', '\(communicated)', '\(communicated)', \(accepted),
              \(accepted));

      """
  }
}
