import Testing

@testable import Postgres

@Suite struct ConnectFailureTests {
  @Test(arguments: [
    ("FATAL:  password authentication failed for user \"u\"\n", "28P01"),
    ("fe_sendauth: no password supplied\n", "28P01"),
    ("FATAL:  no pg_hba.conf entry for host \"::1\", user \"u\", database \"d\"\n", "28000"),
    ("FATAL:  role \"u\" is not permitted to log in\n", "28000"),
    ("FATAL:  Peer authentication failed for user \"u\"\n", "28000"),
  ]) func notForUs(message: String, sqlState: String) {
    let error = ConnectFailure(message: "connection to server failed: \(message)").error
    #expect(error.sqlState == sqlState)
    #expect(error.kind == .unusable)
  }

  @Test(arguments: [
    ("FATAL:  sorry, too many clients already\n", "53300"),
    ("FATAL:  too many connections for role \"u\"\n", "53300"),
    ("FATAL:  remaining connection slots are reserved for non-replication superuser", "53300"),
    ("FATAL:  the database system is starting up\n", "57P03"),
    ("Connection refused\n\tIs the server running on that host?\n", nil),
  ]) func notNow(message: String, sqlState: String?) {
    let error = ConnectFailure(message: "connection to server failed: \(message)").error
    #expect(error.sqlState == sqlState)
    #expect(error.kind == .unreachable)
  }
}
