import Testing

@testable import Postgres

@Suite struct ConnectFailureTests {
  @Test(arguments: [
    ("FATAL:  password authentication failed for user \"u\"\n", "28P01"),
    ("fe_sendauth: no password supplied\n", "28P01"),
    ("FATAL:  no pg_hba.conf entry for host \"::1\", user \"u\", database \"d\"\n", "28000"),
    ("FATAL:  role \"u\" is not permitted to log in\n", "28000"),
    ("FATAL:  Peer authentication failed for user \"u\"\n", "28000"),
    ("FATAL:  SASL authentication failed\n", "28P01"),
    ("FATAL:  no such user\n", "28000"),
    ("FATAL:  no such database: d\n", "3D000"),
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

  @Test(arguments: [
    ("invalid port number: \"99999\"\n", "invalid port number: \"…\""),
    (
      "invalid integer value \"s3\"cr\" for connection option \"port\"\n",
      "invalid integer value \"…\""
    ),
    ("invalid sslmode value: \"requre\"\n", "invalid sslmode value: \"…\""),
    ("could not match 3 port numbers to 2 hosts\n", "could not match 3 port numbers to 2 hosts"),
    ("definition of service \"nosuch\" not found\n", "definition of service \"…\" not found"),
    ("service file \"/nowhere\" not found\n", "service file \"…\" not found"),
    (
      "syntax error in service file \"/s3cret\", line 3\n",
      "syntax error in service file \"…\", line 3"
    ),
    (
      "weak sslmode \"prefer\" may not be used with sslrootcert=system (use \"verify-full\")\n",
      "weak sslmode \"…\")"
    ),
  ]) func refusedByLibpq(message: String, told: String) {
    let error = ConnectFailure(message: message).error
    #expect(error.kind == .unusable)
    #expect(error.message == told)
  }

  @Test(arguments: [
    "root certificate file \"/nowhere\" does not exist\nEither provide the file or change sslmode",
    "certificate present, but not private key file \"/nowhere\"\n",
    "private key file \"/nowhere\" does not exist\n",
  ]) func withoutItsFiles(message: String) {
    let error = ConnectFailure(message: "connection to server failed: \(message)").error
    #expect(error.kind == .unusable)
    #expect(error.message.contains("/nowhere"))
  }

  @Test func rowsAboutCertificates() {
    let message = "connection failed: FATAL:  certificate file \"x\" does not exist"
    #expect(ConnectFailure(message: message).error.kind == .unreachable)
  }
}
