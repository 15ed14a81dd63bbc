import Glibc
import Synchronization
import TestCluster
import TestModel

/// A line to a server on which the server's messages arrive garbled now and then. Whoever makes one
/// closes it.
final class Garbler: Sendable {
  private let switchboard: Switchboard
  private let garbling: Frame.Garbling
  private let dice: Mutex<SplitMix64>
  private let garbled = Atomic(0)

  /// - Parameter server: the folder of the server's socket.
  init(to server: String, _ garbling: Frame.Garbling, dice: SplitMix64) throws {
    switchboard = try Switchboard(to: server)
    self.garbling = garbling
    self.dice = Mutex(dice)
    switchboard.open { [self] client, server in serve(client, server) }
  }

  /// The folder of its socket.
  var socketDirectory: String { switchboard.socketDirectory }

  /// Cuts all lines, for good.
  func close() { switchboard.close() }

  /// How many messages have arrived garbled.
  var count: Int { garbled.load(ordering: .relaxed) }

  private func serve(_ client: LineEnd, _ server: LineEnd) {
    var pending: [UInt8] = []
    while switchboard.isOpen {
      let isHeard = LineEnd.await(client, server)
      if isHeard[0] {
        guard let bytes = client.read(), server.write(bytes) else { return }
      }
      if isHeard[1] {
        guard let bytes = server.read() else { return }
        pending += bytes
        guard passOn(&pending, to: client) else {
          // What is on its way shall be read before the line ends.
          usleep(20_000)
          return
        }
      }
    }
  }

  /// Whether the line goes on.
  private func passOn(_ pending: inout [UInt8], to client: LineEnd) -> Bool {
    while let frame = Frame.next(of: &pending) {
      let result = dice.withLock { dice -> Frame.Garbled? in
        // To who decides, about once a run: the next fault would undo what the first has done.
        let isRow = frame.letter == UInt8(ascii: "D")
        let percent = garbling == .anything ? 6 : isRow ? 3 : garbling == .form ? 1 : 0
        guard dice.chance(percent) else { return nil }
        return frame.garbled(garbling, using: &dice)
      }
      guard let result else {
        guard client.write(frame.bytes) else { return false }
        continue
      }
      garbled.add(1, ordering: .relaxed)
      guard client.write(result.bytes), !result.endsLine else { return false }
    }
    return true
  }
}
