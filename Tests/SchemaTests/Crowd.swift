import Dispatch
import Foundation
import Synchronization

/// Threads which start at once, each with a connection of its own.
final class Crowd: Sendable {
  private let outcomes = Mutex<[Int: Result<String, any Error>]>([:])
  private let group = DispatchGroup()
  private let count: Int

  /// Starts them; each is given its number.
  init(_ count: Int, _ work: @escaping @Sendable (Int) throws -> String) {
    self.count = count
    for number in 0..<count {
      group.enter()
      Thread.detachNewThread { [self] in
        let outcome = Result { try work(number) }
        outcomes.withLock { $0[number] = outcome }
        group.leave()
      }
    }
  }

  /// Waits for all of them; throws what the first to fail threw.
  func results() throws -> [String] {
    group.wait()
    return try outcomes.withLock { outcomes in
      try (0..<count).compactMap { try outcomes[$0]?.get() }
    }
  }
}
