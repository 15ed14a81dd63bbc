import Postgres
import TestCluster
import Testing

@Suite struct ConnectionTests {
  /// The error of an attempt to connect.
  private func failure(connecting conninfo: String) -> PostgresError? {
    PostgresTests.failure { () throws(PostgresError) in
      _ = try Connection(conninfo, applicationName: "tests")
    }
  }

  @Test func nameAndEncoding() throws {
    let elsewhere = Cluster.shared.address(database: "postgres") + " client_encoding=LATIN1"
    var connection = try Connection(elsewhere, applicationName: "settled tests")
    let rows = try connection.execute(
      "SELECT current_setting('application_name'), current_setting('client_encoding')")
    #expect(try rows.text(0, 0) == "settled tests")
    #expect(try rows.text(0, 1) == "UTF8")
  }

  @Test func nobodyThere() {
    let error = failure(connecting: "host=/nonexistent dbname=postgres")
    #expect(error?.kind == .unreachable)
    #expect(error?.sqlState == nil)
    #expect(error?.message.contains("\n") == false)
  }

  @Test func noSuchDatabase() {
    let error = failure(connecting: Cluster.shared.address(database: "atlantis"))
    #expect(error?.sqlState == "3D000")
    #expect(error?.kind == .unusable)
  }

  @Test func noSuchRole() {
    let error = failure(
      connecting: Cluster.shared.address(database: "postgres", user: "nobody_here"))
    #expect(error?.sqlState == "28000")
    #expect(error?.kind == .unusable)
  }

  @Test func noRightToConnect() throws {
    let database = try Cluster.shared.createDatabase()
    defer { Cluster.shared.dropDatabase(database) }
    _ = try Cluster.shared.psql(
      database,
      "REVOKE CONNECT ON DATABASE \(database) FROM PUBLIC; CREATE ROLE outsider LOGIN")
    let error = failure(
      connecting: Cluster.shared.address(database: database, user: "outsider"))
    #expect(error?.sqlState == "42501")
    #expect(error?.kind == .unusable)
  }

  @Test(
    arguments: [
      "", "host=/tmp dbname=x", "postgresql://a:b@localhost/db?connect_timeout=3",
      "application_name=host=web1", "application_name='service= host=x'",
      "postgresql:///x?application_name=host%3Dweb1", "options='-c app.password=x'",
    ])
  func goodConninfo(_ conninfo: String) {
    #expect(Connection.check(conninfo: conninfo) == nil)
  }

  @Test(arguments: [
    ("prot=5432", "invalid connection option \"prot\""),
    ("host=x password=hunter 22", "missing \"=\" after \"…\" in connection info string"),
    (
      "host=/nonexistent user= password=hunter22",
      "user is empty and takes the next option, password=…, for its value: write user=''"
    ),
    (
      "hostaddr = \tpassword='hunter22'\tpassword = hunter22",
      "hostaddr is empty and takes the next option, password=…, for its value: write hostaddr=''"
    ),
    (
      "host=/nonexistent;user=x;Password=hunter22",
      "host holds “password=”, which is an option of its own: blanks part them"
    ),
    (
      "host=/nonexistent user=x,password=hunter22",
      "user holds “password=”, which is an option of its own: blanks part them"
    ),
    (
      "host=/nonexistent dbname=postgresql://x:hunter22@y/z",
      "dbname must be a name; a URI stands alone"
    ),
  ]) func badConninfo(_ conninfo: String, complaint: String) {
    #expect(Connection.check(conninfo: conninfo) == complaint)
    #expect(failure(connecting: conninfo)?.kind == .unusable)
  }

  @Test func terminatedByTheServer() throws {
    var connection = try connect()
    let backend = try connection.execute("SELECT pg_backend_pid()").int64(0, 0)
    #expect(connection.isBroken == false)
    var other = try connect()
    try other.execute("SELECT pg_terminate_backend($1::int, 5000)", [.int64(backend)])
    let error = PostgresTests.failure { () throws(PostgresError) in
      try connection.execute("SELECT 1")
    }
    #expect(error?.kind == .unreachable)
    #expect(connection.isBroken == true)
    let next = PostgresTests.failure { () throws(PostgresError) in try connection.script("SELECT 1")
    }
    #expect(next?.kind == .unreachable)
  }

  @Test func terminatedByItself() throws {
    var connection = try reach()
    let error = PostgresTests.failure { () throws(PostgresError) in
      try connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    }
    #expect(error?.sqlState == "57P01")
    #expect(error?.kind == .unreachable)
    #expect(connection.isBroken == true)
  }
}
