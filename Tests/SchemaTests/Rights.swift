/// What each role may do, to the column: everything else it may not.
enum Rights {
  /// `role PRIVILEGE relation: columns`, `*` for all of them.
  static let expected: Set<String> = {
    let roles = ["settled_platform", "settled_worker", "settled_readonly"]
    let reading = roles.flatMap { role in
      ["schema USAGE \(role)"] + relations.map { "\(role) SELECT \($0): *" }
    }
    let facts = ["advertisers", "projects", "orders"].flatMap {
      ["settled_platform INSERT \($0): *", "settled_platform UPDATE \($0): *"]
    }
    return Set(reading + facts + columns.split(separator: "\n").map(String.init))
  }()

  private static let relations = [
    "advertisers", "projects", "orders", "cancellations", "settlement_lines", "refund_credits",
    "notifications", "quarantine", "agenda", "schema_migrations", "fund_details",
    "advertiser_balances",
  ]

  private static let columns = """
    settled_platform INSERT cancellations: cancellation_id project_id \(wish)
    settled_platform UPDATE cancellations: \(wish)
    settled_worker UPDATE projects: status
    settled_worker UPDATE orders: status approved_at approval cancelled_at
    settled_worker UPDATE cancellations: status status_reason effective_at settled_at
    settled_worker INSERT settlement_lines: *
    settled_worker INSERT refund_credits: cancellation_id advertiser_id project_id currency \
    amount_minor due_by
    settled_worker INSERT notifications: recipient recipient_id kind project_id order_id \
    cancellation_id payload
    settled_worker INSERT quarantine: subject subject_id project_id code detail
    settled_worker UPDATE quarantine: project_id code detail last_seen_at
    settled_worker DELETE quarantine: *
    settled_worker UPDATE agenda: due_at
    settled_worker DELETE agenda: *
    """

  private static let wish = """
    initiated_by communicated_at request_issued_at advertiser_accepted_at provider_accepted_at \
    declined_at withdrawn_at disputed_at dispute_resolved_at
    """

  /// Asks the database for the same list, for these roles and for one that nobody knows.
  static let query = """
    WITH roles (role) AS (
      VALUES ('settled_platform'), ('settled_worker'), ('settled_readonly'), ('stranger')
    ), relations AS (
      SELECT c.oid, c.relname, c.relkind FROM pg_class c
       WHERE c.relnamespace = 'settled'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'f', 'S')
    ), by_column AS (
      SELECT r.role || ' ' || p.privilege || ' ' || c.relname || ': '
               || CASE WHEN bool_and(has_column_privilege(r.role, c.oid, a.attnum, p.privilege))
                       THEN '*'
                       ELSE string_agg(a.attname, ' ' ORDER BY a.attnum) FILTER (
                              WHERE has_column_privilege(r.role, c.oid, a.attnum, p.privilege)) END
        FROM roles r, relations c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped,
             unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) AS p (privilege)
       WHERE c.relkind <> 'S'
       GROUP BY r.role, p.privilege, c.relname
    ), by_table AS (
      SELECT r.role || ' ' || p.privilege || ' ' || c.relname || ': *'
        FROM roles r, relations c, unnest(ARRAY['DELETE', 'TRUNCATE', 'TRIGGER']) AS p (privilege)
       WHERE c.relkind <> 'S' AND has_table_privilege(r.role, c.oid, p.privilege)
    ), by_sequence AS (
      SELECT r.role || ' ' || p.privilege || ' ' || c.relname
        FROM roles r, relations c, unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) AS p (privilege)
       WHERE c.relkind = 'S' AND has_sequence_privilege(r.role, c.oid, p.privilege)
    ), by_schema AS (
      SELECT 'schema ' || p.privilege || ' ' || r.role
        FROM roles r, unnest(ARRAY['USAGE', 'CREATE']) AS p (privilege)
       WHERE has_schema_privilege(r.role, 'settled', p.privilege)
    ), rights (line) AS (
      TABLE by_column UNION ALL TABLE by_table UNION ALL TABLE by_sequence UNION ALL TABLE by_schema
    )
    SELECT line FROM rights WHERE line IS NOT NULL
    """
}
