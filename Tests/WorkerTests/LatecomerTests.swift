import Policy
import Postgres
import TestCluster
import Testing

extension ClockTests {
  /// The same things are recorded in two markets: in one a worker is there all the time, in the other
  /// it comes at the end. What is recorded after something has ended must not make a difference.
  @Suite struct LatecomerTests {
    private struct Ending: Sendable {
      var onTime: Set<String> = []
      var late: Set<String> = []
    }

    /// All tales together in each of two markets.
    private static let ending = Result { try tell() }

    private static func tell() throws -> Ending {
      let onTime = try Site(.clocked)
      let late = try Site(.clocked)
      for day in Int64(0)...20 {
        Ground.clocked.cluster.turnClock(to: Story.at(day).microseconds)
        try onTime.pass()
        for tale in Tales.all {
          for (number, step) in tale.steps.enumerated() where step.at == Story.at(day) {
            for site in [onTime, late] { try record(step.sql, in: site, mayBeRefused: number > 0) }
          }
        }
        try onTime.pass()
      }
      Ground.clocked.cluster.turnClock(to: Story.at(60).microseconds)
      try onTime.pass()
      try late.pass()
      return Ending(
        onTime: try onTime.ledger(detailed: true), late: try late.ledger(detailed: true))
    }

    /// What has ended takes up nothing more.
    private static func record(_ sql: String, in site: Site, mayBeRefused: Bool) throws {
      guard mayBeRefused else { return try site.run(sql) }
      try? site.run(sql)
    }

    @Test("Late facts change nothing", arguments: Tales.all)
    func lateFactsChangeNothing(_ tale: Tale) throws {
      let ending = try Self.ending.get()
      let onTime = ending.onTime.filter(tale.concerns)
      let late = ending.late.filter(tale.concerns)
      #expect(onTime.count > 2)
      withKnownIssue("recorded while nobody had seen that it was over") {
        expectSame(late, onTime, "late, against on time")
      } when: {
        !Tales.agreeing.contains(tale.number)
      }
    }
  }
}
