/// Many Projects of one kind, each with an Order and a cancellation that is due, numbered from 1.
enum Crowd {
  /// SQL for them; each refunds 900 of 1000.
  static func due(_ count: Int64) -> String {
    """
    INSERT INTO advertisers SELECT n FROM generate_series(1, 100) n;
    INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
    SELECT n, 1 + n % 100, 2, 'creator', 'EUR' FROM generate_series(1, \(count)) n;
    INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
    SELECT n, n, 1000, 1000, 'agreed', '2026-01-01Z' FROM generate_series(1, \(count)) n;
    INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                               advertiser_accepted_at, provider_accepted_at)
    SELECT n, n, 'advertiser', '2026-01-02Z', '2026-01-02Z', '2026-01-03Z'
      FROM generate_series(1, \(count)) n;
    """
  }
}

extension Site {
  /// How many cancellations have this status.
  func cancellations(_ status: String) throws -> Int64 {
    try number("SELECT count(*) FROM cancellations WHERE status = '\(status)'")
  }
}
