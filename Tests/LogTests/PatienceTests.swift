import Synchronization
import Testing

@testable import Log

@Suite("Patience with whoever reads the log")
struct PatienceTests {
  /// A clock that stands still until it is moved.
  private final class Clock: Sendable {
    private let time = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { time.withLock { $0 } }

    func move(_ duration: Duration) { time.withLock { $0 += duration } }
  }

  /// What a wait is given at most, in milliseconds; nil where there is no wait.
  private func wait(
    _ patience: inout Patience, _ clock: Clock, took duration: Duration, inVain: Bool = false
  ) -> Int32? {
    var given: Int32?
    let isWorthIt = patience.wait { milliseconds in
      given = milliseconds
      clock.move(duration)
      return !inVain
    }
    #expect(isWorthIt == (given != nil && !inVain))
    return given
  }

  @Test("ends, and comes back with a tenth of the time")
  func tenth() {
    let clock = Clock()
    var patience = Patience { clock.now }
    #expect(wait(&patience, clock, took: .milliseconds(30)) == 100)
    #expect(wait(&patience, clock, took: .milliseconds(70)) == 70)
    #expect(wait(&patience, clock, took: .zero) == nil)
    clock.move(.milliseconds(9))
    #expect(wait(&patience, clock, took: .zero) == nil, "less than a millisecond")
    clock.move(.milliseconds(41))
    #expect(wait(&patience, clock, took: .milliseconds(5)) == 5)
    clock.move(.seconds(3600))
    #expect(wait(&patience, clock, took: .zero) == 100)
  }

  @Test("is gone after a wait in vain, until something can be written again")
  func inVain() {
    let clock = Clock()
    var patience = Patience { clock.now }
    #expect(wait(&patience, clock, took: .milliseconds(100), inVain: true) == 100)
    clock.move(.seconds(3600))
    #expect(wait(&patience, clock, took: .zero) == nil)
    patience.renew()
    #expect(wait(&patience, clock, took: .zero) == 100)
  }
}
