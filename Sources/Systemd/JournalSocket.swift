internal import Glibc

/// The place where the journal takes entries: a datagram socket in the file system.
struct JournalSocket: Sendable {
  /// What there is at the place just now.
  enum Condition: Equatable, Sendable {
    /// There is room for an entry. `freed` is the number of the descriptor that was used to find
    /// out, and which the kernel hands out next.
    case ready(freed: Int32)
    /// The journal has not yet read what it was sent.
    case full
    /// Nobody listens, or nobody can ask.
    case unavailable
  }

  let path: String

  /// Looks how it stands.
  ///
  /// Through a new socket each time, since an old one would look at a journal that may have been
  /// replaced. For a connected datagram socket, POLLOUT is withheld while the peer's queue is full.
  ///
  /// - Parameters:
  ///   - milliseconds: how long to wait for room.
  ///   - other: another socket that is to have room as well.
  func look(milliseconds: Int32 = 0, also other: Int32? = nil) -> Condition {
    let probe = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Self.flags, 0)
    guard probe >= 0 else { return .unavailable }
    defer { close(probe) }
    guard connect(probe) else { return .unavailable }
    let end = ContinuousClock.now + .milliseconds(Int(milliseconds))
    guard Self.hasRoom(probe, until: end) else { return .full }
    if let other, !Self.hasRoom(other, until: end) { return .full }
    return .ready(freed: probe)
  }

  private static func hasRoom(_ descriptor: Int32, until end: ContinuousClock.Instant) -> Bool {
    let left = max(.zero, end - .now) / .milliseconds(1)
    var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return unsafe poll(&room, 1, Int32(left.rounded(.up))) > 0
      && room.revents & Int16(POLLOUT) != 0
  }

  /// Makes a socket that libsystemd has opened one that never waits.
  ///
  /// - Returns: false, and nothing has changed, if the descriptor is no such socket: a datagram
  ///   socket in the UNIX domain, bound and connected to nothing.
  static func unblock(_ descriptor: Int32) -> Bool {
    guard option(SO_DOMAIN, of: descriptor) == AF_UNIX,
      option(SO_TYPE, of: descriptor) == Int32(SOCK_DGRAM.rawValue)
    else { return false }
    var name = sockaddr_un()
    var length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let isConnected = unsafe withUnsafeMutablePointer(to: &name) { name in
      unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        unsafe getpeername(descriptor, name, &length) == 0
      }
    }
    guard !isConnected else { return false }
    let flags = fcntl(descriptor, F_GETFL)
    return flags >= 0 && fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0
  }

  private static let flags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)

  private static func option(_ name: Int32, of descriptor: Int32) -> Int32? {
    var value: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    return unsafe getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
  }

  private func connect(_ descriptor: Int32) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = unsafe withUnsafeMutableBytes(of: &address.sun_path) { place in
      guard path.utf8.count < place.count else { return false }
      unsafe place.copyBytes(from: path.utf8)
      return true
    }
    guard fits else { return false }
    return unsafe withUnsafePointer(to: address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe Glibc.connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }
}
