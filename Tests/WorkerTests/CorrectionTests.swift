import Postgres
import TestCluster
import Testing
import Worker

/// Facts that are corrected while a worker is at them.
@Suite struct CorrectionTests {
  /// Refuses the lines of an Order as long as it was paid 666, and not before somebody waits to correct
  /// it.
  private static let refusal = """
    CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
      FOR attempt IN 1..2000 LOOP
        PERFORM pg_stat_clear_snapshot();
        EXIT WHEN EXISTS (SELECT FROM pg_stat_activity
                           WHERE application_name = 'corrector' AND wait_event_type = 'Lock'
                             AND datname = current_database());
        PERFORM pg_sleep(0.002);
      END LOOP;
      RAISE EXCEPTION 'on purpose';
    END
    $$;
    CREATE TRIGGER refuse BEFORE INSERT ON settlement_lines
      FOR EACH ROW WHEN (NEW.paid_minor = 666) EXECUTE FUNCTION public.refuse();
    UPDATE orders SET paid_minor = 666;
    """

  /// The correction commits before the worker comes back to put the Project into quarantine, or it
  /// waits for that, or they meet: nobody knows which, so they are tried often.
  @Test("A correction between a refusal and the quarantine is not lost")
  func correctedMeanwhile() throws {
    let site = try Site()
    let count: Int64 = 20
    try site.run(Crowd.due(count))
    try site.run(Self.refusal, as: .administrator)
    for id in 1...count {
      try site.run(
        "UPDATE agenda SET due_at = CASE project_id WHEN \(id) THEN now() ELSE 'infinity' END",
        as: .administrator)
      let conninfo = site.conninfo(.platform)
      let settled = try Crew.run(2) { number in
        if number == 1 { return try site.pass().tally.settled }
        var corrector = try Connection(conninfo, applicationName: "corrector")
        try eventually("the worker holds Order \(id)") {
          try corrector.execute(
            "SELECT FROM orders WHERE order_id = \(id) FOR UPDATE SKIP LOCKED"
          ).count == 0
        }
        try corrector.execute("UPDATE orders SET paid_minor = 600 WHERE order_id = \(id)")
        return 0
      }
      let later = try site.pass().tally.settled
      #expect(settled.reduce(later, +) == 1, "Project \(id)")
    }
    #expect(try site.number("SELECT count(*) FROM quarantine") == 0)
  }
}
