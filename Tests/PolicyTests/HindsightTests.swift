import Policy
import TestModel
import Testing

/// A worker that comes late sees facts that one on time could not; the past must not change with them.
@Suite struct HindsightTests {
  @Test("What is recorded later rewrites nothing", arguments: Slice.all)
  func latecomersAgree(_ slice: Int) {
    for number in Slice.numbers(slice) {
      var generator = Seed.generator(number)
      let random = RandomProject.consistent(Identities(number: number), using: &generator)
      let now = Grid.instant(using: &generator)
      let onTime = random.known(at: now).advance(to: now)
      let late = random.project.advance(to: now)
      // Facts that contradict what had been settled by then are for a person to sort out.
      if late.fault != nil { continue }
      if onTime.fault != nil || onTime.names != late.names || onTime.instants != late.instants
        || onTime.lines != late.lines
      {
        Issue.record(
          """
          \(Seed.note(number)), \(now): \(random)
          on time \(onTime)
          late \(late)
          """)
        return
      }
    }
  }
}
