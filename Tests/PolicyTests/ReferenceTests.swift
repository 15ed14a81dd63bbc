import Policy
import TestModel
import Testing

/// The Policy against the reference model, on Projects as a database holds them.
@Suite struct ReferenceTests {
  @Test("The Policy agrees with the reference model", arguments: Slice.all)
  func agrees(_ slice: Int) {
    for number in Slice.numbers(slice) {
      var generator = Seed.generator(number)
      let project = RandomProject.consistent(Identities(number: number), using: &generator).project
      for now in [Grid.instant(using: &generator), Grid.end] {
        let policy = Outcome(of: project, after: project.advance(to: now))
        let reference = Reference.outcome(of: project, at: now)
        if policy != reference {
          Issue.record(
            "\(Seed.note(number)), \(now): \(project)\npolicy \(policy)\nreference \(reference)")
          return
        }
      }
    }
  }
}
