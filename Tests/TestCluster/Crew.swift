import Foundation
import Synchronization

/// Several threads at once, each with a connection of its own.
package enum Crew {
  /// Runs `body` in so many threads, and returns what each came to, in order.
  package static func run<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    let results = Results<Result>()
    let done = DispatchSemaphore(value: 0)
    for number in 0..<count {
      Thread {
        let result = Swift.Result { try body(number) }
        results.all.withLock { $0[number] = result }
        done.signal()
      }.start()
    }
    for _ in 0..<count { done.wait() }
    return try results.all.withLock { all in
      try (0..<count).compactMap { try all[$0]?.get() }
    }
  }

  private final class Results<Result: Sendable>: Sendable {
    let all = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
  }
}
