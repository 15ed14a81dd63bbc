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
  /// How long a host has to answer; nil without a limit.
  let timeout: Duration?

  @unsafe init(of handle: OpaquePointer) {
    var values: [String: String] = [:]
    let options = unsafe PQconninfo(handle)
    defer { unsafe PQconninfoFree(options) }
    var next = unsafe options
    while let option = unsafe next?.pointee, let keyword = unsafe option.keyword {
      if let value = unsafe option.val {
        values[unsafe String(cString: keyword)] = unsafe String(cString: value)
      }
      unsafe next = unsafe next?.successor()
    }
    self.init(values)
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
      [names, addresses].allSatisfy { $0.count == count || $0 == [""] }
      && (ports.count == count || ports.count == 1)
      && !(0..<count).contains { names.count == count ? names[$0].isEmpty : addresses[$0].isEmpty }
      // What is left out for one host would be taken from the list of all.
      && ![addresses, ports].contains { $0.count > 1 && $0.contains("") }
    hosts =
      isWhole
      ? (0..<count).map {
        Host(
          name: names.count == count ? names[$0] : "",
          address: addresses.count == count ? addresses[$0] : "",
          port: ports.count == count ? ports[$0] : ports[0])
      } : []
    let seconds = values["connect_timeout"].flatMap { Int64($0) } ?? 0
    // One second is two, as libpq has it.
    timeout = seconds > 0 ? .seconds(max(seconds, 2)) : nil
  }
}
