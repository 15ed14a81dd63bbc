/// One forward-only step of the schema. A step that has shipped never changes; mend it with another.
package struct Migration: Sendable {
  /// 1, 2, 3, …: its place in the order.
  package let version: Int64
  package let name: String
  package let script: String

  /// All of them, oldest first.
  package static let all: [Migration] = [
    Migration(1, "facts", PackageResources._001_facts_sql),
    Migration(2, "outcomes", PackageResources._002_outcomes_sql),
    Migration(3, "agenda", PackageResources._003_agenda_sql),
    Migration(4, "guards", PackageResources._004_guards_sql),
    Migration(5, "roles", PackageResources._005_roles_sql),
    Migration(6, "lighter_writes", PackageResources._006_lighter_writes_sql),
    Migration(7, "fewer_questions", PackageResources._007_fewer_questions_sql),
    Migration(8, "shorter_conditions", PackageResources._008_shorter_conditions_sql),
    Migration(9, "terms_and_ends", PackageResources._009_terms_and_ends_sql),
    Migration(10, "less_per_row", PackageResources._010_less_per_row_sql),
  ]

  /// The schema that this program knows.
  package static let latest = Int64(all.count)

  private init(_ version: Int64, _ name: String, _ script: [UInt8]) {
    self.version = version
    self.name = name
    self.script = Statement.text(script)
  }
}
