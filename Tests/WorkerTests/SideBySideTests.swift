import Foundation
import Policy
import Postgres
import Store
import Synchronization
import TestCluster
import TestModel
import Testing
import Worker

/// Several workers in one market: everything happens exactly once.
@Suite struct SideBySideTests {
  private static let now = Instant(
    microseconds: Int64(Date().timeIntervalSince1970) * 1_000_000)

  private static let randoms: [RandomProject] = (Int64(40_000)..<42_000).map { number in
    var generator = Seed.generator(number)
    return RandomProject.consistent(Identities(number: number), using: &generator)
      .amid(now, using: &generator)
  }

  private static let expected = Set(
    randoms.flatMap { Expectation($0.project, at: now).lines })

  private static func pass(batchSize: Int) -> Pass {
    Pass(batchSize: batchSize, processingTime: Site.processingTime)
  }

  @Test("Two and four workers share the work and each thing is done once", arguments: [2, 4])
  func share(workers: Int) throws {
    let site = try Site()
    try Loading(Self.randoms).write(to: site)
    let conninfo = site.address
    let outcomes = try Crew.run(workers) { number in
      var market = try Market(database: conninfo, schema: "settled")
      return try Self.pass(batchSize: 7 + 4 * number).run(in: &market)
    }
    expectSame(try site.ledger(detailed: false), Self.expected, Seed.note)
    #expect(outcomes.allSatisfy { $0.busy == 0 })
    #expect(outcomes.count { $0.tally.projects > 50 } == workers, "all of them had work")
    func told(_ kind: String) -> Int {
      Self.expected.count { $0.hasPrefix("told advertiser") && $0.contains(": \(kind),") }
    }
    func sum(_ part: (Tally) -> Int) -> Int { outcomes.map { part($0.tally) }.reduce(0, +) }
    #expect(sum(\.deemedApprovals) == told("order_deemed_approved"))
    #expect(sum(\.settled) + sum(\.missedDeadlines) == Self.settledCount)
    #expect(sum(\.waiting) == told("cancellation_waiting"))
    try expectMoneyAddsUp(in: site)
  }

  private static var settledCount: Int {
    expected.count { $0.hasPrefix("cancellation ") && $0.contains(" settled as of") }
  }

  @Test("Fifty times a worker is killed while another goes on; everything is done once")
  func killed() throws {
    let site = try Site()
    try Loading(Self.randoms).write(to: site)
    let conninfo = site.address
    let administrator = site.conninfo(.administrator)
    let shared = Flag()
    let losses = try Crew.run(3) { number in
      if number == 2 { return try Self.kill(50, administrator, shared) }
      return try Self.persist(conninfo, shared)
    }
    #expect(losses[2] == 50)
    #expect(losses[0] + losses[1] > 10, "killed in the middle of something")
    expectSame(try site.ledger(detailed: false), Self.expected, Seed.note)
    try expectMoneyAddsUp(in: site)
  }

  /// The killer has done its work.
  private final class Flag: Sendable {
    let isRaised = Atomic(false)
  }

  /// Ends so many connections of workers at random moments.
  private static func kill(
    _ times: Int, _ conninfo: String, _ done: Flag
  ) throws -> Int {
    defer { done.isRaised.store(true, ordering: .relaxed) }
    var connection = try Connection(conninfo, applicationName: "killer")
    var generator = Seed.generator(-3)
    var killed = 0
    while killed < times {
      usleep(UInt32(generator.below(25_000)))
      let rows = try connection.execute(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE usename = 'settled_worker' AND datname = current_database()
         ORDER BY random() LIMIT 1
        """)
      killed += rows.count
    }
    return killed
  }

  /// A worker that comes back whenever it is killed; returns how often that was.
  private static func persist(_ conninfo: String, _ killer: Flag) throws -> Int {
    var losses = 0
    while true {
      do throws(PostgresError) {
        var market = try Market(database: conninfo, schema: "settled")
        // Once the killer is through, whatever is left is done in peace.
        repeat {
          let isPeace = killer.isRaised.load(ordering: .relaxed)
          let outcome = try pass(batchSize: 5).run(in: &market)
          if isPeace, outcome.busy == 0 { return losses }
        } while true
      } catch {
        // Whoever dies with a COMMIT under way comes back all the same: only the rows can tell.
        guard error.kind == .unreachable || error.kind == .unanswered else { throw error }
        losses += 1
      }
    }
  }
}
