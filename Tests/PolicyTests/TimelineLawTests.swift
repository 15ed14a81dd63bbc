import Policy
import TestModel
import Testing

/// What must hold of every Project, whatever is recorded about it.
@Suite struct TimelineLawTests {
  @Test("Advancing twice equals advancing once", arguments: Slice.all)
  func advancingTwiceEqualsAdvancingOnce(_ slice: Int) {
    for number in Slice.numbers(slice) {
      var generator = Seed.generator(number)
      let project = RandomProject.wild(Identities(number: number), using: &generator)
      let one = RandomProject.wildInstant(using: &generator)
      let other = RandomProject.wildInstant(using: &generator)
      let first = project.advance(to: min(one, other))
      let second = project.applying(first.events).advance(to: max(one, other))
      let once = project.advance(to: max(one, other))
      let isLawful =
        first.events + second.events == once.events && second.next == once.next
        && second.fault == once.fault && (first.fault == nil || first.fault == once.fault)
      if !isLawful {
        Issue.record("\(Seed.note(number)), \(one), \(other): \(project)")
        return
      }
    }
  }

  @Test("Nothing happens before `next`, and something does at it", arguments: Slice.all)
  func nextIsHonest(_ slice: Int) {
    for number in Slice.numbers(slice) {
      var generator = Seed.generator(number)
      let project = RandomProject.wild(Identities(number: number), using: &generator)
      let now = RandomProject.wildInstant(using: &generator)
      let advance = project.advance(to: now)
      if advance.fault == nil, !isHonest(advance.next, project.applying(advance.events), now) {
        Issue.record("\(Seed.note(number)), \(now): \(project)")
        return
      }
    }
  }

  private func isHonest(_ next: Instant?, _ project: Project, _ now: Instant) -> Bool {
    func isQuiet(to instant: Instant) -> Bool {
      let advance = project.advance(to: instant)
      return advance.events.isEmpty && advance.fault == nil
    }
    guard let next else { return isQuiet(to: .distantFuture) }
    return now < next && isQuiet(to: next.adding(microseconds: -1)) && !isQuiet(to: next)
  }

  @Test("Events come in order, in the past, and money is kept whole", arguments: Slice.all)
  func eventsAreInOrder(_ slice: Int) {
    for number in Slice.numbers(slice) {
      var generator = Seed.generator(number)
      let project = RandomProject.wild(Identities(number: number), using: &generator)
      let now = RandomProject.wildInstant(using: &generator)
      let events = project.advance(to: now).events
      let lines = events.flatMap(\.lines)
      let isInOrder = zip(events, events.dropFirst()).allSatisfy { $0.at <= $1.at }
      let isOnce = Set(lines.map(\.orderID)).count == lines.count
      let isWhole = lines.allSatisfy {
        0 <= $0.refundMinor && 0 <= $0.retainedMinor
          && $0.refundMinor + $0.retainedMinor == $0.paidMinor
      }
      if !isInOrder || !isOnce || !isWhole || !events.allSatisfy({ $0.at <= now }) {
        Issue.record("\(Seed.note(number)), \(now): \(project)")
        return
      }
    }
  }
}
