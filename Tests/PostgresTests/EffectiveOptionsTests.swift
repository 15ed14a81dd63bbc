import Testing

@testable import Postgres

/// What is made of the options that libpq has put together.
@Suite("Effective options") struct EffectiveOptionsTests {
  private func hosts(_ host: String?, _ address: String? = nil, _ port: String = "5432") -> [String]
  {
    var values = ["port": port]
    values["host"] = host
    values["hostaddr"] = address
    return EffectiveOptions(values).hosts.map { "\($0.name)|\($0.address)|\($0.port)" }
  }

  @Test("One host is a list of one")
  func one() {
    #expect(hosts("a") == ["a||5432"])
    #expect(hosts("a", "10.0.0.1") == ["a|10.0.0.1|5432"])
    #expect(hosts("/run/postgresql", nil, "6432") == ["/run/postgresql||6432"])
  }

  @Test("Hosts, addresses and ports go together by their places; one port serves all")
  func several() {
    #expect(hosts("a,b,c") == ["a||5432", "b||5432", "c||5432"])
    #expect(hosts("a,b", nil, "1,2") == ["a||1", "b||2"])
    #expect(hosts("a,b", "10.0.0.1,10.0.0.2", "7") == ["a|10.0.0.1|7", "b|10.0.0.2|7"])
    #expect(hosts(nil, "10.0.0.1,::1") == ["|10.0.0.1|5432", "|::1|5432"])
  }

  @Test("A list with gaps, or lists of several lengths, are left to libpq")
  func gaps() {
    #expect(hosts(nil) == [])
    #expect(hosts("a,,c") == [])
    #expect(hosts("a,") == [])
    #expect(hosts("a,b", nil, "1,2,3") == [])
    #expect(hosts("a,b,c", "10.0.0.1,10.0.0.2") == [])
    #expect(hosts(nil, "10.0.0.1,,10.0.0.3") == [])
  }

  @Test(
    "The time to connect is in whole seconds, two at least, and never without end",
    arguments: [
      ("12", 12), ("2", 2), ("1", 2), ("0", 10), ("-1", 10), (nil, 10), ("soon", 10), ("", 10),
    ] as [(String?, Int)])
  func timeout(_ text: String?, _ seconds: Int) {
    var values: [String: String] = [:]
    values["connect_timeout"] = text
    #expect(EffectiveOptions(values).timeout == .seconds(seconds))
  }
}
