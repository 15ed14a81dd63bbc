import Postgres
import Store
import TestCluster
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

  @Test func thePublicMayCallNoFunctionWithTheOwnersRights() throws {
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

  /// A database may give its public nothing, from the beginning or later.
  @Test func theRolesNeedNothingOfThePublic() throws {
    let database = try Cluster.shared.createDatabase()
    defer { Cluster.shared.dropDatabase(database) }
    var connection = try Bench.connect(database)
    try connection.script("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    var market = try Market(
      database: Cluster.shared.address(database: database), schema: Template.schema)
    _ = try market.migrate()
    for revoked in ["", "REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA settled FROM PUBLIC"] {
      try connection.script(
        """
        \(revoked);
        BEGIN;
        SET LOCAL ROLE settled_platform;
        INSERT INTO advertisers VALUES (1, NULL);
        \(Row.project(1).insert)\(Row.order(1).insert)\(Row.cancellation(1).insert)
        UPDATE projects SET provider_id = 3;
        UPDATE orders SET paid_minor = 0;
        UPDATE cancellations SET provider_accepted_at = '2020-02-02Z';
        SET LOCAL ROLE settled_worker;
        UPDATE projects SET status = status;
        UPDATE orders SET status = status;
        UPDATE cancellations SET status_reason = NULL;
        ROLLBACK
        """)
    }
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
