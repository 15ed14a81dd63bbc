import Policy
import Postgres
import Store
import TestCluster
import TestModel
import Worker

/// One market through which facts and the runs of a worker go in turn, under the fake clock.
final class Course {
  let name: String
  private let site: Site
  private var market: Market
  private var platform: Connection
  private(set) var refused = 0

  init(_ name: String, _ projects: [RandomProject], template: String? = nil) throws {
    self.name = name
    site = try Site(.clocked, template: template)
    try site.run(Self.attempt, as: .administrator)
    if !projects.isEmpty { try Loading(projects).write(to: site) }
    market = try site.market()
    platform = try site.connection(.platform)
  }

  /// Records facts one by one; those that the database refuses are left out.
  func record(_ facts: [Fact]) throws(PostgresError) {
    guard !facts.isEmpty else { return }
    let rows = try platform.execute(
      "SELECT public.attempt($1::text[])", [.texts(facts.map(\.sql))])
    refused += Int(try rows.int64(0, 0))
  }

  /// What a worker does once.
  @discardableResult
  func pass(batchSize: Int = 1000) throws(PostgresError) -> Pass.Outcome {
    try Pass(batchSize: batchSize, processingTime: Site.processingTime, patience: 0)
      .run(in: &market)
  }

  func ledger() throws(PostgresError) -> Set<String> { try site.ledger(detailed: true) }

  private static let attempt = """
    CREATE FUNCTION public.attempt(statements text[]) RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE
      statement text;
      refused bigint := 0;
    BEGIN
      FOREACH statement IN ARRAY statements LOOP
        BEGIN
          EXECUTE statement;
        EXCEPTION WHEN integrity_constraint_violation THEN
          refused := refused + 1;
        END;
      END LOOP;
      RETURN refused;
    END
    $$
    """
}
