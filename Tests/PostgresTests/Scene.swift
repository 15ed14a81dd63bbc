import Postgres
import TestCluster

/// What the tests share: a connection to a database which nobody changes, with a session of the server.
func connect(_ database: String = "postgres", user: String = "postgres") throws -> Connection {
  try Connection(
    Cluster.shared.conninfo(database: database, user: user), applicationName: "tests")
}

/// A connection as settled itself has it: through the pooler, if there is one.
func reach(_ database: String = "postgres") throws -> Connection {
  try Connection(Cluster.shared.address(database: database), applicationName: "tests")
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
