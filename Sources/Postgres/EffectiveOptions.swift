import CLibPQ

/// What a connection attempt goes by, once libpq has put the connection string, the service file and
/// the environment together.
struct EffectiveOptions {
  /// One of several hosts.
  struct Host: Equatable {
    let name: String
    let address: String
    let port: String

    /// The parameters that lead to this one alone. libpq passes over those that are empty.
    var keywords: [(key: String, value: String)] {
      [("host", name), ("hostaddr", address), ("port", port)]
    }
  }

  /// The hosts in their order; none where the list has gaps, which only libpq can fill.
  let hosts: [Host]
  /// How long an address has to answer.
  let timeout: Duration

  @unsafe init(of handle: OpaquePointer) {
    let options = unsafe PQconninfo(handle)
    defer { unsafe PQconninfoFree(options) }
    self.init(unsafe Conninfo.values(of: options))
  }

  init(_ values: [String: String]) {
    func list(_ keyword: String) -> [String] {
      (values[keyword] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        .map(String.init)
    }
    let names = list("host")
    let addresses = list("hostaddr")
    let ports = list("port")
    let count = max(names.count, addresses.count)
    let isWhole =
      [names, addresses].allSatisfy { $0 == [""] || $0.count == count && !$0.contains("") }
      && ![names, addresses].allSatisfy { $0 == [""] } && [1, count].contains(ports.count)
    hosts =
      isWhole
      ? (0..<count).map { index in
        let port = ports[ports.count == count ? index : 0]
        return Host(
          name: names.count == count ? names[index] : "",
          address: addresses.count == count ? addresses[index] : "",
          port: port.isEmpty ? Self.usualPort : port)
      } : []
    // One second is two, as libpq has it. Without an end, as libpq has zero, nothing waits here.
    let seconds = values["connect_timeout"].flatMap { Int64($0) } ?? 0
    timeout = seconds > 0 ? .seconds(max(seconds, 2)) : Self.usualTimeout
  }

  /// What libpq takes for a port that is left out of a list.
  private static let usualPort = "5432"
  private static let usualTimeout: Duration = .seconds(10)
}
