import Policy

/// A way in which one Project among many can be impossible to judge or to record.
enum BadRow: String, CaseIterable, Sendable {
  case sumBeyondBigint, unknownStatus, paidMoreThanTheFee, settledBefore, refusedByTrigger

  /// SQL for the administrator that spoils a Project of `Crowd`.
  func spoil(_ id: Int64) -> String {
    switch self {
    case .sumBeyondBigint:
      """
      UPDATE orders SET fee_minor = 9223372036854775807, paid_minor = 9223372036854775807
       WHERE order_id = \(id);
      INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
      VALUES (-\(id), \(id), 9223372036854775807, 9223372036854775807, 'agreed', '2026-01-01Z');
      """
    case .unknownStatus:
      """
      ALTER TABLE orders DROP CONSTRAINT orders_status_is_known;
      UPDATE orders SET status = 'misplaced' WHERE order_id = \(id);
      ALTER TABLE orders ADD CONSTRAINT orders_status_is_known
        CHECK (status IN ('proposed', 'agreed', 'in_review', 'changes_requested', 'approved',
                          'completed', 'cancelled')) NOT VALID;
      """
    case .paidMoreThanTheFee:
      """
      ALTER TABLE orders DROP CONSTRAINT orders_paid_lies_between_0_and_the_fee;
      UPDATE orders SET paid_minor = 1001 WHERE order_id = \(id);
      ALTER TABLE orders ADD CONSTRAINT orders_paid_lies_between_0_and_the_fee
        CHECK (paid_minor BETWEEN 0 AND fee_minor) NOT VALID;
      """
    case .settledBefore:
      """
      INSERT INTO settlement_lines VALUES (\(id), \(id), 'creator.approved', '2025-01', 1, 1, 0, 1);
      """
    case .refusedByTrigger:
      """
      CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION E'it''s 100 %% "refused"\\n%', 'on purpose';
      END
      $$;
      CREATE TRIGGER refuse BEFORE INSERT ON settlement_lines
        FOR EACH ROW WHEN (NEW.order_id = \(id)) EXECUTE FUNCTION public.refuse();
      """
    }
  }

  /// The entry in quarantine: subject, its id, code; and what its detail has to say.
  func entry(_ id: Int64) -> (subject: Fault.Subject, code: String, detail: String) {
    switch self {
    case .sumBeyondBigint: (.cancellation, "sum_out_of_range", "more than a bigint holds")
    case .unknownStatus: (.order, "unknown_value", "“misplaced”")
    case .paidMoreThanTheFee: (.order, "amounts_out_of_order", "1001")
    case .settledBefore: (.project, "settlement_lines_pkey", "Project \(id)")
    case .refusedByTrigger: (.project, "P0001", "it's 100 % \"refused\" on purpose")
    }
  }

  /// Mending is a change of facts, which wakes the Project; otherwise it has to be released.
  var isMendedByFacts: Bool {
    switch self {
    case .sumBeyondBigint, .unknownStatus, .paidMoreThanTheFee: true
    case .settledBefore, .refusedByTrigger: false
    }
  }

  /// SQL that mends it: the platform's own where facts were wrong, else the administrator's.
  func mend(_ id: Int64) -> String {
    switch self {
    case .sumBeyondBigint:
      "UPDATE orders SET fee_minor = 1000, paid_minor = 1000 WHERE project_id = \(id)"
    case .unknownStatus: "UPDATE orders SET status = 'agreed' WHERE order_id = \(id)"
    case .paidMoreThanTheFee: "UPDATE orders SET paid_minor = 1000 WHERE order_id = \(id)"
    case .settledBefore:
      """
      ALTER TABLE settlement_lines DISABLE TRIGGER append_only;
      DELETE FROM settlement_lines WHERE order_id = \(id);
      ALTER TABLE settlement_lines ENABLE ALWAYS TRIGGER append_only;
      """
    case .refusedByTrigger: "DROP TRIGGER refuse ON settlement_lines"
    }
  }
}
