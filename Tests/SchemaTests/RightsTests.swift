import Postgres
import Testing

@Suite struct RightsTests {
  /// Roles belong to the cluster, and tests run side by side.
  private static let stranger = """
    DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation
    THEN NULL; END $$
    """

  @Test func everyRoleMayDoWhatItMustAndNothingElse() throws {
    var bench = try Bench()
    try bench.run(Self.stranger)
    let found = Set(try bench.texts(Rights.query))
    #expect(found.subtracting(Rights.expected).sorted() == [])
    #expect(Rights.expected.subtracting(found).sorted() == [])
  }

  @Test func thePublicMayCallNoFunction() throws {
    var bench = try Bench()
    try bench.run(Self.stranger)
    let open = try bench.texts(
      """
      SELECT proname::text FROM pg_proc
       WHERE pronamespace = 'settled'::regnamespace AND prosecdef
         AND has_function_privilege('stranger', oid, 'EXECUTE')
       ORDER BY 1
      """)
    #expect(open == [])
  }

  @Test func aRoleMayCallWhatItNeeds() throws {
    var bench = try Bench()
    let found = try bench.texts(
      """
      SELECT role || ' ' || proname
        FROM pg_proc, unnest(ARRAY['settled_platform', 'settled_worker', 'settled_readonly']) AS role
       WHERE pronamespace = 'settled'::regnamespace AND prosecdef AND prorettype <> 'trigger'::regtype
         AND has_function_privilege(role, oid, 'EXECUTE')
       ORDER BY 1
      """)
    #expect(
      found == [
        "settled_platform next_cancellation_id", "settled_worker record_missed_deadlines",
      ])
  }

  @Test func noRoleInheritsAnother() throws {
    var bench = try Bench()
    #expect(
      try bench.text(
        """
        SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
         WHERE r.rolname LIKE 'settled%'
        """) == "0")
    #expect(
      try bench.text(
        """
        SELECT count(*) FROM pg_roles WHERE rolname LIKE 'settled%'
           AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication)
        """) == "0")
  }

  @Test(arguments: Forbidden.all) func isRefused(forbidden: Forbidden) throws {
    var bench = try Bench()
    try bench.run(Forbidden.scene + Self.stranger)
    let refusals = forbidden.statements.map {
      (sql: $0, error: bench.refusal(as: forbidden.role, $0))
    }
    for refusal in refusals {
      #expect(refusal.error?.sqlState == "42501", "\(forbidden.role): \(refusal.sql)")
    }
  }

  /// A trigger of one's own on a table of one's own must not borrow the owner's rights.
  @Test(arguments: ["settled_readonly", "settled_platform"])
  func nobodyBorrowsATriggerFunction(role: String) throws {
    var bench = try Bench()
    try bench.run(Forbidden.scene + "DELETE FROM agenda")
    let error = bench.refusal(
      as: role,
      """
      CREATE TEMPORARY TABLE bait (project_id bigint, status text);
      CREATE TRIGGER hook AFTER INSERT ON bait REFERENCING NEW TABLE AS new_cancellations
        FOR EACH STATEMENT EXECUTE FUNCTION agenda_after_cancellation_insert();
      INSERT INTO bait VALUES (1, 'open')
      """)
    #expect(error?.sqlState == "42501")
    #expect(try bench.text("SELECT count(*) FROM agenda") == "0")
  }
}
