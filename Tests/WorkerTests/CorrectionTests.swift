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

  @Test("A correction between a refusal and the quarantine is not lost")
  func correctedMeanwhile() throws {
    let site = try Site()
    try site.run(Crowd.due(1))
    try site.run(Self.refusal, as: .administrator)
    let relay = try Relay(to: site.ground.cluster.entrance)
    defer { relay.close() }
    // Whoever waits for the refused batch comes before the worker.
    relay.expect("BEGIN", after: "ROLLBACK", .late)
    let conninfo = site.conninfo(.administrator)
    let settled = try Crew.run(2) { number in
      if number == 1 { return try site.pass(through: relay).tally.settled }
      var corrector = try Connection(conninfo, applicationName: "corrector")
      try eventually("the worker has come to the refusal") {
        try corrector.execute(
          """
          SELECT FROM pg_stat_activity
           WHERE wait_event = 'PgSleep' AND datname = current_database()
          """
        ).count == 1
      }
      try corrector.execute("UPDATE orders SET paid_minor = 600")
      return 0
    }
    #expect(relay.count == 1)
    let later = try site.pass().tally.settled
    #expect(settled.reduce(later, +) == 1)
    #expect(try site.number("SELECT count(*) FROM quarantine") == 0)
  }
}
