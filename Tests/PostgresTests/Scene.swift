import Postgres
import TestCluster

/// What the tests share: a connection to a database which nobody changes.
func connect(_ database: String = "postgres", user: String = "postgres") throws -> Connection {
  try Connection(
    Cluster.shared.conninfo(database: database, user: user), applicationName: "tests")
}

/// The error which `body` throws.
func failure(of body: () throws(PostgresError) -> Void) -> PostgresError? {
  do throws(PostgresError) {
    try body()
    return nil
  } catch {
    return error
  }
}
