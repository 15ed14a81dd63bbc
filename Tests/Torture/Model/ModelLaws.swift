import Policy
import Postgres
import Store

/// What holds in a market at any moment, whatever was recorded and whoever has been there.
struct ModelLaws: ~Copyable {
  private var owner: Connection

  init(_ arena: Arena) throws(PostgresError) {
    var owner = try arena.connection(.administrator)
    try owner.script(
      """
      CREATE SCHEMA model;
      CREATE TABLE model.final (kind text, id bigint, line text, PRIMARY KEY (kind, id));
      CREATE VIEW model.ended AS
        SELECT 'line' AS kind, order_id AS id, l::text AS line FROM settled.settlement_lines l
        UNION ALL SELECT 'credit', cancellation_id, r::text FROM settled.refund_credits r
        UNION ALL SELECT 'notification', notification_id, n::text FROM settled.notifications n
        UNION ALL SELECT 'cancellation', cancellation_id, c::text FROM settled.cancellations c
                   WHERE status NOT IN ('open', 'waiting_for_open_orders', 'escalated')
        UNION ALL SELECT 'order', order_id, status FROM settled.orders
                   WHERE status IN ('completed', 'cancelled')
        UNION ALL SELECT 'deemed approval', order_id, approved_at::text FROM settled.orders
                   WHERE approval = 'deemed'
        UNION ALL SELECT 'project', project_id, status FROM settled.projects
                   WHERE status <> 'active';
      """)
    self.owner = owner
  }

  /// Money is neither lost nor made, and goes with a settlement.
  mutating func money() throws(PostgresError) -> [String] {
    try texts(
      """
      WITH sums AS MATERIALIZED (
        SELECT cancellation_id, sum(refund_minor) AS refund, count(*) AS lines
          FROM settlement_lines GROUP BY cancellation_id)
      SELECT format('line of Order %s: %s paid, %s refunded, %s retained', order_id, l.paid_minor,
                    refund_minor, retained_minor)
        FROM settlement_lines l JOIN orders o USING (order_id)
       WHERE l.paid_minor::numeric <> refund_minor::numeric + retained_minor
          OR (l.paid_minor, l.fee_minor) <> (o.paid_minor, o.fee_minor)
      UNION ALL
      SELECT format('cancellation %s, %s: refunds of %s, credit of %s', cancellation_id, c.status,
                    s.refund, r.amount_minor)
        FROM cancellations c FULL JOIN sums s USING (cancellation_id)
             FULL JOIN refund_credits r USING (cancellation_id)
       WHERE coalesce(s.refund, 0) <> coalesce(r.amount_minor, 0)
          OR (s.lines > 0 OR r.amount_minor > 0) AND c.status IS DISTINCT FROM 'settled'
      UNION ALL
      SELECT format('Project %s is %s after cancellation %s was settled', project_id, p.status,
                    cancellation_id)
        FROM cancellations c JOIN projects p USING (project_id)
       WHERE c.status = 'settled' AND c.initiated_by <> 'deadline' AND p.status <> 'cancelled'
      UNION ALL
      SELECT format('Order %s is %s in Project %s, which was cancelled and settled', order_id,
                    o.status, project_id)
        FROM orders o JOIN projects p USING (project_id)
       WHERE p.status = 'cancelled' AND o.status NOT IN ('approved', 'completed', 'cancelled')
         AND EXISTS (SELECT FROM cancellations c
                      WHERE c.project_id = p.project_id AND c.status = 'settled'
                         AND c.initiated_by <> 'deadline')
      UNION ALL
      SELECT format('Project %s is in quarantine, but due at %s', q.project_id, a.due_at)
        FROM quarantine q LEFT JOIN agenda a USING (project_id)
       WHERE a.due_at IS NULL
      """)
  }

  /// What was final the last time still is, and was not changed.
  mutating func ends() throws(PostgresError) -> [String] {
    let changed = try texts(
      """
      SELECT format('%s %s was final, “%s”, and is “%s” now', f.kind, f.id, f.line, e.line)
        FROM model.final f LEFT JOIN model.ended e USING (kind, id)
       WHERE e.line IS DISTINCT FROM f.line
         AND NOT (f.kind = 'order' AND f.line = 'approved')
      """)
    try owner.script("INSERT INTO model.final SELECT * FROM model.ended ON CONFLICT DO NOTHING")
    return changed
  }

  /// Nothing that is due has been left.
  mutating func rest() throws(PostgresError) -> [String] {
    try texts(
      "SELECT format('Project %s is still due', project_id) FROM agenda WHERE due_at <= now()")
  }

  /// The number of the next transaction that writes anything, or locks it.
  mutating func nextTransaction() throws(PostgresError) -> Int64 {
    try owner.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint").int64(0, 0)
  }

  private mutating func texts(_ sql: String) throws(PostgresError) -> [String] {
    let rows = try owner.execute("\(sql) LIMIT 5")
    var texts: [String] = []
    for row in 0..<rows.count { texts.append(try rows.text(row, 0)) }
    return texts
  }
}

extension Market {
  /// Of these Projects, those of which the agenda knows nothing, or too late, although something
  /// happens in them if nobody writes anything.
  mutating func forgotten(_ ids: [Int64]) throws(PostgresError) -> [String] {
    try transaction(writes: false) { transaction, now throws(PostgresError) in
      let rows = try transaction.execute(
        "SELECT project_id, due_at FROM agenda WHERE project_id = ANY ($1)", [.int64s(ids)])
      var due: [Int64: Int64] = [:]
      for row in 0..<rows.count { due[try rows.int64(row, 0)] = try rows.microseconds(row, 1) }
      let facts = try Facts(of: ids, locking: false, in: &transaction)
      var late: [String] = []
      for project in facts.projects {
        let advance = project.advance(to: .distantPast)
        let next = advance.fault == nil ? advance.events.first?.at ?? advance.next : nil
        guard let next else { continue }
        // One in quarantine is on the agenda for ever.
        let due = due[project.id]
        if let due, due <= max(next, now).microseconds || due == .max { continue }
        late.append("\(next) is not on the agenda: \(project)")
      }
      return late
    }
  }
}
