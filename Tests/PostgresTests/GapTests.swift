import TestCluster
import Testing

@testable import Postgres

/// Lists of hosts in which something is left out.
@Suite("Gaps in a list of hosts") struct GapTests {
  @Test("A port that is left out is the usual one")
  func ports() throws {
    let here = Cluster.shared.socketDirectory
    var connection = try Connection(
      "host=/nowhere,\(here) port=5433, dbname=postgres user=postgres", applicationName: "tests",
      role: .deciding)
    #expect(try connection.execute("SHOW unix_socket_directories").text(0, 0) == here)
  }

  @Test("What is left out for one host is not taken from the list of all")
  func options() {
    func hosts(_ address: String, _ port: String) -> [EffectiveOptions.Host] {
      EffectiveOptions(["host": "a,b", "hostaddr": address, "port": port]).hosts
    }
    #expect(hosts("10.0.0.1,", "5432") == [])
    #expect(hosts("10.0.0.1,10.0.0.2", "5433,").map(\.port) == ["5433", "5432"])
    #expect(hosts("10.0.0.1,10.0.0.2", ",").map(\.port) == ["5432", "5432"])
    #expect(hosts("10.0.0.1,10.0.0.2", "5432").count == 2)
  }

  @Test("The words of a URI with several hosts and no port lead to each of them")
  func uri() throws {
    let error = failure { () throws(PostgresError) in
      _ = try Connection(
        "postgresql://u@127.0.0.1,127.0.0.2/d?connect_timeout=2", applicationName: "tests")
    }
    #expect(error?.kind == .unreachable)
    #expect(error?.message.contains("127.0.0.1\", port 5432") == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("127.0.0.2\", port 5432") == true)
  }
}
