import Postgres
import TestCluster
import Testing

/// How a connection is opened: host after host, each within its time.
@Suite("Opening a connection", .waiting) struct OpeningTests {
  /// A server that takes no writes.
  private static let readOnly = Result { try Cluster(settings: readOnlySettings) }
  private static let readOnlySettings = ["default_transaction_read_only": "on"]

  /// What an attempt to connect came to, and how long it took.
  private struct Attempt: Sendable {
    var failure: PostgresError?
    /// The folder of the socket of the server reached.
    var place: String?
    var took: Duration
  }

  private func attempt(
    hosts: [String], _ more: String = "", role: ConnectionRole = .deciding,
    waiting: Impatience = Impatience(after: .seconds(60))
  ) throws -> Attempt {
    let conninfo =
      "host=\(hosts.joined(separator: ",")) dbname=postgres user=postgres connect_timeout=2 \(more)"
    let start = ContinuousClock.now
    do throws(PostgresError) {
      var connection = try Connection(
        conninfo, applicationName: "tests", role: role, waiting: waiting)
      let place = try connection.execute("SHOW unix_socket_directories").text(0, 0)
      return Attempt(place: place, took: start.duration(to: .now))
    } catch {
      return Attempt(failure: error, took: start.duration(to: .now))
    }
  }

  @Test("A server that says nothing is given up when its time is over")
  func silence() throws {
    let silent = try SilentServer()
    let attempt = try attempt(hosts: [silent.socketDirectory])
    #expect(attempt.failure?.kind == .unreachable)
    #expect(attempt.failure?.message.hasPrefix("no connection in time") == true)
    #expect(attempt.failure?.message.contains(silent.socketDirectory) == true)
    #expect(attempt.took >= .seconds(2))
    #expect(attempt.took < .seconds(8))
  }

  @Test("An attempt ends at once when the program is to end")
  func interrupted() throws {
    let silent = try SilentServer()
    let attempt = try attempt(
      hosts: [silent.socketDirectory, Cluster.shared.socketDirectory], "connect_timeout=60",
      waiting: Impatience(after: .milliseconds(50)))
    #expect(attempt.failure?.kind == .interrupted)
    #expect(attempt.took < .seconds(8))
  }

  @Test("Of several hosts, the first that refuses or says nothing is passed over")
  func secondHost() throws {
    let silent = try SilentServer()
    let here = Cluster.shared.socketDirectory
    for first in ["/nowhere", silent.socketDirectory] {
      let attempt = try attempt(hosts: [first, here])
      #expect(attempt.place == here, "\(first): \(String(describing: attempt.failure))")
    }
  }

  @Test(
    "Of several hosts, one that takes no writes is passed over by who decides, not by who reads")
  func readOnlyHost() throws {
    let readOnly = try Self.readOnly.get().socketDirectory
    let here = Cluster.shared.socketDirectory
    #expect(try attempt(hosts: [readOnly, here]).place == here)
    #expect(try attempt(hosts: [readOnly, here], role: .reading).place == readOnly)
    let alone = try attempt(hosts: [readOnly])
    #expect(alone.failure?.kind == .unusable)
    #expect(alone.failure?.sqlState == "25006")
  }

  @Test("Where all fail, one that may come back outweighs one that takes no writes")
  func allFail() throws {
    let readOnly = try Self.readOnly.get().socketDirectory
    for hosts in [["/nowhere", readOnly], [readOnly, "/nowhere"]] {
      let failure = try attempt(hosts: hosts).failure
      #expect(failure?.kind == .unreachable, "\(hosts)")
      #expect(failure?.message.contains("/nowhere") == true, "\(hosts)")
    }
    #expect(try attempt(hosts: [readOnly, readOnly]).failure?.kind == .unusable)
  }

  @Test("A message holds neither a line break nor libpq's advice")
  func message() throws {
    let message = try #require(
      try attempt(hosts: ["/nowhere", "/nowhere_else"]).failure?.message)
    #expect(!message.contains("\n") && !message.contains("\t"))
    #expect(!message.contains("Is the server running"))
    #expect(message.contains("No such file or directory"))
  }
}
