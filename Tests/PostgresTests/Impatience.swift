import Postgres
import Synchronization

/// How a program waits that is to end at some time. It notes who was asked to give way.
final class Impatience: Waiting, Sendable {
  private let end: Mutex<ContinuousClock.Instant>
  private let ways = Mutex<[GivingWay]>([])

  init(after delay: Duration) {
    end = Mutex(.now + delay)
  }

  /// The program is to end so much from now.
  func begin(in delay: Duration = .zero) {
    end.withLock { $0 = .now + delay }
  }

  /// How each wait was asked for, in order.
  var asked: [GivingWay] { ways.withLock { $0 } }

  /// Whether, once a wait was not to give way, none after it was.
  var isNeverAskedAgain: Bool { asked.drop { $0 != .never }.allSatisfy { $0 == .never } }

  func wait(
    for socket: Int32, _ events: SocketEvents, until deadline: ContinuousClock.Instant?,
    givingWay: GivingWay
  ) -> Wake {
    ways.withLock { $0.append(givingWay) }
    let plain = PlainWaiting()
    if givingWay == .never {
      return plain.wait(for: socket, events, until: deadline, givingWay: givingWay)
    }
    let end = end.withLock { $0 }
    let limit = min(deadline ?? end, end)
    let wake = plain.wait(for: socket, events, until: limit, givingWay: givingWay)
    return wake == .late && end <= .now ? .interrupted : wake
  }
}
