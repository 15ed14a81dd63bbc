import Logging
import Postgres
import Store
import TestCluster
import Testing
import Worker

/// A Project that takes too long holds up nothing but itself.
@Suite("What takes too long", .waiting) struct TimeoutTests {
  private static let oneSecond = Limits(statement: .seconds(1), commit: .seconds(30))

  @Test("The batch is halved until the Project stands alone, and stays due; the others settle")
  func lonelyProject() throws {
    let site = try Site()
    try site.run(Crowd.due(4))
    try site.run(Self.dawdle(over: 3), as: .administrator)
    let diary = Diary()
    let conninfo = site.address
    var market = try Market(database: conninfo, schema: "settled", limits: Self.oneSecond)
    let pass = Pass(
      batchSize: 100, processingTime: Site.processingTime, patience: 0, logger: diary.logger())
    let outcome = try pass.run(in: &market)
    #expect(outcome.tally.settled == 3)
    #expect(outcome.tally.quarantined == 0, "a slow server is nobody's fault")
    #expect(outcome.busy == 1)
    #expect(try site.cancellations("settled") == 3)
    #expect(try site.number("SELECT count(*) FROM settlement_lines WHERE order_id = 3") == 0)
    #expect(try site.number("SELECT count(*) FROM quarantine") == 0)
    #expect(!diary.entries("batch_repeated").isEmpty)
    try site.run("DROP TRIGGER dawdle ON settlement_lines", as: .administrator)
    #expect(try pass.run(in: &market).tally.settled == 1)
  }

  @Test("A row of the quarantine that somebody holds keeps its Project waiting, and no other")
  func heldInQuarantine() throws {
    let site = try Site()
    try site.run(Crowd.due(4))
    try site.run(
      """
      INSERT INTO quarantine (subject, subject_id, project_id, code, detail)
      VALUES ('project', 3, 3, 'by_hand', 'somebody is at it')
      """, as: .administrator)
    var holder = try site.connection(.administrator)
    try holder.script("BEGIN; SELECT FROM quarantine FOR UPDATE")
    let outcome = try site.pass()
    #expect(outcome.tally.settled == 3)
    #expect(outcome.busy == 1)
    try holder.script("ROLLBACK")
    #expect(try site.pass().tally.settled == 1)
    #expect(try site.number("SELECT count(*) FROM quarantine") == 0)
  }

  @Test("A table that somebody holds is the server's trouble: the pass ends, and nothing is lost")
  func heldTable() throws {
    let site = try Site()
    try site.run(Crowd.due(40))
    var holder = try site.connection(.administrator)
    try holder.script("BEGIN; LOCK TABLE notifications IN ACCESS EXCLUSIVE MODE")
    let start = ContinuousClock.now
    let error = #expect(throws: PostgresError.self) { try site.pass() }
    #expect(error?.sqlState == "55P03")
    #expect(start.duration(to: .now) < .seconds(100))
    try holder.script("ROLLBACK")
    #expect(try site.pass().tally.settled == 40)
  }

  @Test("A deadlock or a serialization failure is tried again, and each try is told of")
  func tryAgain() throws {
    let site = try Site()
    try site.run(Crowd.due(2))
    try site.run(Self.failing(times: 3), as: .administrator)
    let diary = Diary()
    var market = try site.market()
    let outcome = try Pass(
      batchSize: 100, processingTime: Site.processingTime, patience: 0, logger: diary.logger()
    ).run(in: &market)
    #expect(outcome.tally.settled == 2)
    #expect(outcome.tally.quarantined == 0)
    let repeated = diary.entries("batch_repeated")
    #expect(repeated.map(\.fields) == Array(repeating: ["reason": "in the way"], count: 3))
    #expect(repeated.first?.level == .notice)
    #expect(repeated.first?.text == "Batch done again: in the way")
    #expect(diary.entries("cancellation_settled").count == 2)
  }

  /// A trigger that takes two seconds over the line of one Order.
  private static func dawdle(over order: Int64) -> String {
    """
    CREATE FUNCTION public.dawdle() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_sleep(2);
      RETURN NEW;
    END
    $$;
    CREATE TRIGGER dawdle BEFORE INSERT ON settlement_lines
      FOR EACH ROW WHEN (NEW.order_id = \(order)) EXECUTE FUNCTION public.dawdle();
    """
  }

  /// A trigger that fails so many times: a sequence is not rolled back.
  private static func failing(times: Int) -> String {
    """
    CREATE SEQUENCE public.tries;
    GRANT USAGE ON SEQUENCE public.tries TO PUBLIC;
    CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF nextval('public.tries') <= \(times) THEN
        RAISE EXCEPTION 'in the way' USING ERRCODE = '40P01';
      END IF;
      RETURN NULL;
    END
    $$;
    CREATE TRIGGER fail BEFORE INSERT ON settlement_lines
      FOR EACH STATEMENT EXECUTE FUNCTION public.fail();
    """
  }
}
