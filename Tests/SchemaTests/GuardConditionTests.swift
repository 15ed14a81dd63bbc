import Postgres
import TestCluster
import Testing

/// A guard's condition spares it the rows that can't be refused. A market whose guards look at every row
/// accepts the same statements.
@Suite struct GuardConditionTests {
  /// `guard_order_silence` leans on its condition, so it loses only its columns; the others judge by the
  /// whole rule, and lose both.
  private static let lookAtEveryRow = """
    DO $$
    DECLARE
      t record;
    BEGIN
      FOR t IN SELECT tgname, tgrelid::regclass AS relation, tgfoid::regproc::text AS guard,
                      regexp_replace(pg_get_triggerdef(oid), ' UPDATE OF .*? ON ', ' UPDATE ON ')
                        AS definition
                 FROM pg_trigger
                WHERE tgtype & 16 <> 0
                  AND tgfoid::regproc::text IN ('guard_order_change', 'guard_order_silence')
      LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.relation);
        EXECUTE CASE WHEN t.guard = 'guard_order_silence' THEN t.definition
                     ELSE regexp_replace(t.definition, ' WHEN \\(.*\\) EXECUTE ', ' EXECUTE ') END;
      END LOOP;
    END
    $$
    """

  /// Tries each change of each Order, takes it back, and tells the accepted ones.
  private static let accepted = """
    CREATE FUNCTION accepted() RETURNS SETOF text LANGUAGE plpgsql AS $$
    DECLARE
      change record;
    BEGIN
      FOR change IN
        SELECT format('UPDATE orders SET %s WHERE order_id = %s',
                      concat_ws(', ', s.status, c.content, r.review, a.answer, e.ending), o.order_id)
                 AS statement
          FROM orders o,
               (VALUES (NULL), ('status = ''proposed'''), ('status = ''agreed'''),
                       ('status = ''in_review'''), ('status = ''changes_requested'''),
                       ('status = ''approved'''), ('status = ''completed'''),
                       ('status = ''cancelled''')) AS s (status),
               (VALUES (NULL), ('content_submitted_at = agreed_at')) AS c (content),
               (VALUES (NULL), ('review_requested_at = NULL'),
                       ('review_requested_at = review_requested_at - interval ''30 days'''),
                       ('review_requested_at = now()')) AS r (review),
               (VALUES (NULL), ('responded_at = NULL'),
                       ('responded_at = review_requested_at + interval ''1 hour'''),
                       ('responded_at = review_requested_at + interval ''336 hours'''),
                       ('responded_at = review_requested_at - interval ''1 hour'''),
                       ('manual_review = NOT manual_review')) AS a (answer),
               (VALUES (NULL), ('approval = NULL, approved_at = NULL'),
                       ('approval = ''express'', approved_at = now()'),
                       ('approval = ''deemed'', '
                        'approved_at = review_requested_at + interval ''336 hours'''),
                       ('completed_at = NULL'), ('completed_at = now()'),
                       ('completed_at = review_requested_at + interval ''2 hours'''),
                       ('approval = ''platform'', approved_at = now(), completed_at = now()'),
                       ('cancelled_at = NULL'), ('cancelled_at = now()'),
                       ('cancelled_at = review_requested_at + interval ''2 hours''')) AS e (ending)
         WHERE num_nonnulls(s.status, c.content, r.review, a.answer, e.ending) > 0
      LOOP
        BEGIN
          EXECUTE change.statement;
          RAISE EXCEPTION 'taken back' USING ERRCODE = 'UNDO0';
        EXCEPTION
          WHEN SQLSTATE 'UNDO0' THEN RETURN NEXT change.statement;
          WHEN check_violation OR not_null_violation THEN NULL;
        END;
      END LOOP;
    END
    $$
    """

  /// Orders at every stage; those of Project 2 were settled, or left out of its settlement.
  private static var orders: String {
    let (content, due) = ("now() - interval '16 days'", "now() - interval '2 days'")
    let answered = "now() - interval '15 days'"
    let submitted = ["content_submitted_at": content, "review_requested_at": content]
    let approved = submitted.merging(["status": "'approved'"]) { $1 }
    let express = ["approval": "'express'", "responded_at": answered, "approved_at": answered]
    let fresh = "now() - interval '3 days'"
    let orders: [Row] = [
      .order(1, ["status": "'proposed'", "agreed_at": "NULL"]), .order(2),
      .review(3, since: fresh), .review(4, since: content),
      .order(
        5, submitted.merging(["status": "'changes_requested'", "responded_at": answered]) { $1 }),
      .order(6, approved.merging(express) { $1 }),
      .order(7, approved.merging(["approval": "'deemed'", "approved_at": due]) { $1 }),
      .order(8, ["status": "'completed'", "completed_at": answered]),
      .order(9, ["status": "'cancelled'", "cancelled_at": answered]),
      .order(10, in: 2, ["status": "'completed'", "completed_at": answered]),
      .order(11, in: 2, approved.merging(express) { $1 }),
      .order(12, in: 2, ["status": "'cancelled'", "cancelled_at": answered]),
    ]
    let settlement: [Row] = [.settled(2, in: 2), .line(10, of: 2), .line(11, of: 2)]
    return ([.project(1), .project(2)] + orders + settlement).map(\.insert).joined()
  }

  @Test func neverTooNarrow() throws {
    let databases = try (0..<2).map { _ in
      try Cluster.shared.createDatabase(template: Template.database)
    }
    defer { for database in databases { Cluster.shared.dropDatabase(database) } }
    let crowd = Crowd(2) { number in
      var connection = try Bench.connect(databases[number])
      try connection.script("INSERT INTO advertisers VALUES (1, NULL);\n" + Self.orders)
      if number == 1 { try connection.script(Self.lookAtEveryRow) }
      try connection.script(Self.accepted)
      let rows = try connection.execute("SELECT accepted()")
      return try (0..<rows.count).map { try rows.text($0, 0) }.joined(separator: "\n")
    }
    let accepted = try crowd.results().map { Set($0.split(separator: "\n")) }
    #expect(accepted[1].count > 400)
    #expect(accepted[0].subtracting(accepted[1]).sorted() == [])
    #expect(accepted[1].subtracting(accepted[0]).sorted() == [])
  }
}
