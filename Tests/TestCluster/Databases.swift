import Foundation
import Postgres
import Synchronization

extension Cluster {
  /// The words which connect to a database.
  package func conninfo(database: String, user: String = "postgres") -> String {
    "host=\(socketDirectory) port=5432 dbname='\(database)' user='\(user)'"
  }

  /// The folder of the socket that settled itself connects to: the pooler's, if there is one.
  package var entrance: String { pooler?.socketDirectory ?? socketDirectory }

  /// The words which connect settled itself to a database.
  package func address(database: String, user: String = "postgres") -> String {
    "host=\(entrance) port=5432 dbname='\(database)' user='\(user)'"
  }

  /// Makes a new database, a copy of `template` if there is one, and returns its name.
  package func createDatabase(template: String? = nil) throws -> String {
    let number = databases.add(1, ordering: .relaxed).newValue
    let name = "test_\(number)"
    try administer("CREATE DATABASE \"\(name)\" TEMPLATE \"\(template ?? "template0")\"")
    return name
  }

  /// Removes a database and throws out whoever is connected to it. That it fails is no matter: the
  /// cluster goes with the tests.
  package func dropDatabase(_ name: String) {
    try? administer("DROP DATABASE IF EXISTS \"\(name)\" WITH (FORCE)")
  }

  /// Runs SQL as `psql` does, and returns what it prints, unaligned and without headings.
  package func psql(
    _ database: String, _ sql: String, user: String = "postgres"
  ) throws -> String {
    let options = ["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"]
    let words = ["\(installation.binaries)/psql"] + options
    let connection = ["-d", conninfo(database: database, user: user)]
    return try Program(words: words + connection).run(input: sql)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The rows of a database's tables, but for one, as SQL for `psql`. Triggers are off while it runs.
  package func dumpRows(_ database: String, except table: String) throws -> String {
    let words = ["\(installation.binaries)/pg_dump", "--data-only", "--disable-triggers"]
    let connection = ["-T", table, "-d", conninfo(database: database)]
    return try Program(words: words + connection).run()
  }

  /// Turns the clock of the server, which has to be one with `fakeTime`, and waits until it shows.
  /// It is exact to the microsecond, from 1970 on, forwards and backwards.
  package func turnClock(to microseconds: Int64) {
    guard let clock else { preconditionFailure("the clock of this cluster is the real one") }
    do {
      try clock.turn(to: microseconds)
      var connection = try Connection(conninfo(database: "postgres"), applicationName: "clock")
      while try connection.execute("SELECT clock_timestamp()").microseconds(0, 0) != microseconds {
        Thread.sleep(forTimeInterval: 0.001)
      }
    } catch {
      fatalError("the clock of the tests: \(error)")
    }
  }

  private func administer(_ sql: String) throws(PostgresError) {
    var connection = try Connection(conninfo(database: "postgres"), applicationName: "tests")
    try connection.execute(sql)
  }
}
