import Foundation
import Synchronization
package import Testing

/// Threads of the tests' own, so few that they leave something for everybody else.
///
/// A test that waits for a program or a server would otherwise hold up the threads that all tests
/// share, or be held up by others that do.
package final class OwnThreads: TaskExecutor {
  fileprivate static let shared = OwnThreads(count: 6)

  private let jobs = Mutex<[UnownedJob]>([])
  private let count = DispatchSemaphore(value: 0)

  private init(count: Int) {
    for _ in 0..<count {
      Thread { [self] in
        while true { next().runSynchronously(on: asUnownedTaskExecutor()) }
      }.start()
    }
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    count.signal()
  }

  private func next() -> UnownedJob {
    count.wait()
    return jobs.withLock { $0.removeFirst() }
  }
}

/// Runs each test of a suite in one of ``OwnThreads``.
package struct OwnThreadsTrait: SuiteTrait, TestTrait, TestScoping {
  package let isRecursive = true

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(OwnThreads.shared) { try await function() }
  }
}

extension Trait where Self == OwnThreadsTrait {
  /// For tests that wait.
  package static var waiting: Self { Self() }
}

/// Something did not happen in time.
package struct Overdue: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}

/// Waits until a condition holds.
///
/// - Throws: ``Overdue`` if it does not hold in time.
package func eventually(
  _ what: @autoclosure () -> String, within limit: Duration = .seconds(30),
  _ holds: () throws -> Bool
) throws {
  let deadline = ContinuousClock.now + limit
  while try !holds() {
    guard .now < deadline else { throw Overdue("not within \(limit): \(what())") }
    Thread.sleep(forTimeInterval: 0.02)
  }
}
