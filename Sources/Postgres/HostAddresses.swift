import Glibc

extension EffectiveOptions.Host {
  /// One host for each address of its name, so that a dead one does not hide the others: libpq, when
  /// it is polled, stays with the first that does not answer. Where the name can't be resolved, or
  /// there is nothing to resolve, the host itself; libpq says what is wrong with it.
  ///
  /// Blocks for as long as the resolver does.
  var withAddresses: [EffectiveOptions.Host] {
    guard address.isEmpty, let first = name.first, first != "/", first != "@" else { return [self] }
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(name, nil, &hints, &found) == 0 else { return [self] }
    defer { unsafe freeaddrinfo(found) }
    var hosts: [EffectiveOptions.Host] = []
    var next = unsafe found
    while let info = unsafe next?.pointee {
      if let address = unsafe Self.words(for: info) {
        hosts.append(EffectiveOptions.Host(name: name, address: address, port: port))
      }
      unsafe next = info.ai_next
    }
    return hosts.isEmpty ? [self] : hosts
  }

  /// An address in numbers.
  private static func words(for info: addrinfo) -> String? {
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let status = unsafe getnameinfo(
      info.ai_addr, info.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
    guard status == 0 else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
