import Postgres

/// All that a worker has written, a line a row, in an order of its own: what two runs are compared by.
///
/// Times of application and generated numbers are left out; the cancellation that a worker wrote for
/// a missed deadline goes by its Project.
enum Ledger {
  /// - Parameter detailed: with reasons, payloads and the words of the quarantine.
  static func read(
    _ connection: inout Connection, detailed: Bool
  ) throws(PostgresError) -> Set<String> {
    var lines: Set<String> = []
    for query in queries {
      let rows = try connection.execute(query, [.bool(detailed)])
      for row in 0..<rows.count {
        let line = try rows.text(row, 0)
        // Nothing is written twice.
        lines.insert(lines.contains(line) ? "twice: \(line)" : line)
      }
    }
    return lines
  }

  private static func micros(_ column: String) -> String {
    "(extract(epoch FROM \(column)) * 1000000)::bigint"
  }

  private static let label =
    "CASE c.initiated_by WHEN 'deadline' THEN 'deadline of ' || c.project_id"
    + " ELSE c.cancellation_id::text END"

  private static let queries = [
    "SELECT format('project %s %s', project_id, status) FROM projects WHERE $1 IS NOT NULL",
    """
    SELECT format('order %s %s approved %s %s cancelled %s', order_id, status,
                  \(micros("approved_at")), approval, \(micros("cancelled_at")))
      FROM orders WHERE $1 IS NOT NULL
    """,
    """
    SELECT format('cancellation %s %s as of %s%s', \(label), c.status,
                  \(micros("c.effective_at")),
                  CASE WHEN $1 THEN ': ' || c.status_reason || c.communicated_at END)
      FROM cancellations c
    """,
    """
    SELECT format('line %s of %s: %s %s fee %s paid %s refund %s retained %s', l.order_id, \(label),
                  l.rule, l.policy_version, l.fee_minor, l.paid_minor, l.refund_minor,
                  l.retained_minor)
      FROM settlement_lines l JOIN cancellations c USING (cancellation_id) WHERE $1 IS NOT NULL
    """,
    """
    SELECT format('credit %s of %s: %s %s to %s by %s', \(label), r.project_id, r.amount_minor,
                  r.currency, r.advertiser_id, \(micros("r.due_by")))
      FROM refund_credits r JOIN cancellations c USING (cancellation_id) WHERE $1 IS NOT NULL
    """,
    """
    SELECT format('told %s %s: %s, project %s order %s cancellation %s%s', n.recipient,
                  n.recipient_id, n.kind, n.project_id, n.order_id, \(label),
                  CASE WHEN $1 THEN n.payload::text END)
      FROM notifications n LEFT JOIN cancellations c USING (cancellation_id)
    """,
    """
    SELECT format('quarantine of %s%s', q.project_id,
                  CASE WHEN $1 THEN format(': %s %s %s %s', q.subject, q.subject_id, q.code,
                                           q.detail) END)
      FROM quarantine q
    """,
  ]
}
