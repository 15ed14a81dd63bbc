import Foundation

/// What workers have said, in their logs, to be done.
struct Acknowledgements {
  private(set) var cancellations: [Int64] = []
  private(set) var orders: [Int64] = []

  init(_ workmen: [Workman] = []) {
    for workman in workmen { hear(workman) }
  }

  /// Takes up what one of them has said.
  mutating func hear(_ workman: Workman) {
    func numbers(_ kind: String, _ key: String) -> [Int64] {
      workman.logged(kind).compactMap { ($0[key] as? NSNumber)?.int64Value }
    }
    cancellations += numbers("cancellation_settled", "cancellation_id")
    cancellations += numbers("deadline_missed", "cancellation_id")
    // Said at the level debug alone.
    orders += numbers("order_deemed_approved", "order_id")
  }

  /// What was said more than once: then it was not done, or done twice.
  var repeated: [String] {
    func doubles(_ word: String, _ ids: [Int64]) -> [String] {
      Dictionary(grouping: ids) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
        .map { "\(word) \($0)" }
    }
    return doubles("cancellation", cancellations) + doubles("order", orders)
  }
}
