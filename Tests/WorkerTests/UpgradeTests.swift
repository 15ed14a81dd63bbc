import Postgres
import Testing

/// A program that was there before the schema was upgraded.
@Suite struct UpgradeTests {
  @Test("A worker touches nothing in a schema that was migrated under it")
  func upgraded() throws {
    let site = try Site(template: try BadRowTests.smallCrowd.get())
    try site.run(
      "INSERT INTO settled.schema_migrations (version, name) VALUES (999, 'later')",
      as: .administrator)
    let error = #expect(throws: PostgresError.self) { try site.pass() }
    #expect(error?.kind == .unusable)
    #expect(try site.number("SELECT count(*) FROM settled.settlement_lines") == 0)
  }
}
