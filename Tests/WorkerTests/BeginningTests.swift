import Policy
import Postgres
import Store
import TestCluster
import Testing
import Worker

extension ClockTests {
  /// A worker does not read again what it has emptied of the agenda, and nothing is lost before that.
  @Suite struct BeginningTests {
    private let site: Site
    private static let noon = Story.at(40)

    init() throws {
      site = try Site(.clocked)
      turn(to: 0)
    }

    private func turn(to second: Int64) {
      site.ground.cluster.turnClock(to: Self.instant(second))
    }

    private static func instant(_ second: Int64) -> Int64 {
      noon.microseconds + second * 1_000_000
    }

    private func pass(_ market: inout Market) throws(PostgresError) -> Pass.Outcome {
      try Pass(batchSize: 7, processingTime: Site.processingTime, patience: 0).run(in: &market)
    }

    @Test func itMovesOnWithEachPass() throws {
      try site.run(Crowd.due(20))
      var market = try site.market()
      try market.rehearse()
      turn(to: 60)
      #expect(try pass(&market).tally.settled == 20)
      #expect(market.start.dueAt == Self.instant(-5))
      turn(to: 61)
      _ = try pass(&market)
      #expect(market.start.dueAt == Self.instant(55))
      turn(to: 180)
      for _ in 1...2 { _ = try pass(&market) }
      #expect(market.start.dueAt == Self.instant(175))
    }

    @Test func itWaitsForWhoIsStillWriting() throws {
      try site.run(Crowd.due(3))
      var slow = try site.connection()
      try slow.script("BEGIN;" + Story.project(77) + Story.agreed(77, of: 77))
      try slow.script(
        Story.cancellation(77, of: 77, communicated: Story.at(1), accepted: Story.at(1)))
      var market = try site.market()
      for second in [60, 120, 180] {
        turn(to: Int64(second))
        for _ in 1...2 { _ = try pass(&market) }
        #expect(market.start.dueAt <= Self.instant(0))
      }
      try slow.script("COMMIT")
      turn(to: 240)
      #expect(try pass(&market).tally.settled == 1)
      turn(to: 301)
      for _ in 1...2 { _ = try pass(&market) }
      #expect(market.start.dueAt == Self.instant(296))
    }

    @Test func aReaderWithAnOldSnapshotDoesNotHoldItBack() throws {
      try site.run(Crowd.due(3))
      var reader = try site.connection()
      try reader.script("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM orders")
      var market = try site.market()
      turn(to: 60)
      for _ in 1...2 { _ = try pass(&market) }
      #expect(market.start.dueAt == Self.instant(55))
      try reader.script("COMMIT")
    }

    @Test func itStaysBeforeWhatIsHeld() throws {
      try site.run(Crowd.due(3))
      var holder = try site.connection(.administrator)
      try holder.script("BEGIN; SELECT FROM projects WHERE project_id = 2 FOR SHARE")
      var market = try site.market()
      for second in [60, 120, 180] {
        turn(to: Int64(second))
        for _ in 1...2 { #expect(try pass(&market).busy == 1) }
      }
      #expect(market.start.dueAt <= Self.instant(0))
      try holder.script("COMMIT")
      #expect(try pass(&market).tally.settled == 1)
    }

    @Test func aClockThatIsSetBackIsNoticed() throws {
      try site.run(Crowd.due(3))
      var market = try site.market()
      for second in [60, 120, 180] {
        turn(to: Int64(second))
        for _ in 1...2 { _ = try pass(&market) }
      }
      #expect(market.start.dueAt == Self.instant(175))
      turn(to: 30)
      try site.run(
        Story.project(78) + Story.agreed(78, of: 78)
          + Story.cancellation(78, of: 78, communicated: Story.at(1), accepted: Story.at(1)))
      #expect(try pass(&market).busy == 1)
      #expect(try pass(&market).tally.settled == 1)
    }
  }
}
