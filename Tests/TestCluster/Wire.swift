import Synchronization

/// A line between clients and a server that understands their protocol, as far as to tell one message
/// from the next: somebody judges each, and the line can be cut at any. Whoever makes one closes it.
package final class Wire: Sendable {
  package enum Side: String, Sendable {
    case client, server
  }

  /// What becomes of the line at a message.
  package enum Verdict: Sendable {
    case pass
    /// Cut, and the message is lost.
    case cut
    /// So many bytes of the message get through, then the line is cut.
    case cutWithin(Int)
    /// The message gets through; then this happens, and the line is cut.
    case cutAfter(@Sendable () -> Void)
  }

  private let switchboard: Switchboard
  private let judge: @Sendable (WireMessage) -> Verdict
  private let lines = Atomic(0)

  /// - Parameters:
  ///   - server: the folder of the server's socket.
  ///   - judge: says what becomes of the line at each message; asked by one thread for each line.
  package init(
    to server: String, judge: @escaping @Sendable (WireMessage) -> Verdict
  ) throws {
    switchboard = try Switchboard(to: server)
    self.judge = judge
    switchboard.open { [self] client, server in serve(client, server) }
  }

  /// The folder of its socket.
  package var socketDirectory: String { switchboard.socketDirectory }

  /// Cuts all lines, for good.
  package func close() { switchboard.close() }

  private func serve(_ client: LineEnd, _ server: LineEnd) {
    let line = lines.add(1, ordering: .relaxed).newValue
    var streams = [WireStream(.client, line), WireStream(.server, line)]
    let ends = [client, server]
    while switchboard.isOpen {
      let isHeard = LineEnd.await(client, server)
      for (from, to) in [(0, 1), (1, 0)] where isHeard[from] {
        guard streams[from].fill(from: ends[from]) else { return }
        while let message = streams[from].next() {
          if let process = message.announcedProcess { streams.adopt(process) }
          guard pass(message, to: ends[to]) else { return }
        }
      }
    }
  }

  /// Whether the line is still whole.
  private func pass(_ message: WireMessage, to end: LineEnd) -> Bool {
    switch judge(message) {
    case .pass:
      end.write(message.bytes)
      return true
    case .cut: return false
    case .cutWithin(let count):
      end.write(message.bytes.prefix(count))
      return false
    case .cutAfter(let deed):
      end.write(message.bytes)
      deed()
      return false
    }
  }
}
