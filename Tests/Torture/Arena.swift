import Foundation
import Policy
import Postgres
import Synchronization
import TestCluster
import TestModel

/// A market that faults befall: a database of its own, the facts in it, and workers at it.
///
/// An ordeal loads facts, lets workers work through `workman`, deals out its faults, and at last
/// calls `finish(_:)`, which has all that is due done and reports every row that is not as it must
/// be. Facts that it writes by itself it writes as `.platform`, at about their own instants; an
/// answer comes before the resubmission that it led to, not at the same microsecond.
final class Arena: Sendable {
  enum Role: String {
    case platform = "settled_platform"
    case worker = "settled_worker"
    /// Owns everything. What it writes counts as the platform's.
    case administrator = "postgres"
  }

  let cluster: Cluster
  let database: String
  /// The path of the program under test.
  let program: String
  private let numbers = Atomic<Int64>(0)
  private let said = Mutex(Acknowledgements())
  private static let template = Mutex<String?>(nil)

  /// On a cluster that all ordeals share.
  init(_ trial: Trial) throws {
    cluster = .shared
    program = trial.program
    let program = trial.program
    let template = try Self.template.withLock { template in
      let known = try template ?? Self.market(program, on: .shared)
      template = known
      return known
    }
    database = try cluster.createDatabase(template: template)
  }

  /// On a cluster of its own, for faults that befall all of a server.
  init(_ trial: Trial, on cluster: Cluster) throws {
    self.cluster = cluster
    program = trial.program
    database = try Self.market(trial.program, on: cluster)
  }

  /// A market with the same rows, of its own. Nobody may be connected to the other one.
  init(copyOf other: Arena) throws {
    cluster = other.cluster
    program = other.program
    database = try cluster.createDatabase(template: other.database)
    numbers.store(other.numbers.load(ordering: .relaxed), ordering: .relaxed)
  }

  /// The same market on a server that has taken the place of another.
  init(_ other: Arena, on cluster: Cluster) {
    self.cluster = cluster
    program = other.program
    database = other.database
    numbers.store(other.numbers.load(ordering: .relaxed), ordering: .relaxed)
  }

  /// Removes the database, but no cluster.
  func close() {
    cluster.dropDatabase(database)
  }

  private static func market(_ program: String, on cluster: Cluster) throws -> String {
    let name = try cluster.createDatabase()
    let migration = try Workman(program, ["migrate"], database: cluster.conninfo(database: name))
    guard try migration.end() == 0 else { throw Overdue("no market: \(migration.complaint)") }
    var owner = try Connection(cluster.conninfo(database: name), applicationName: "torture")
    try owner.script(String(decoding: PackageResources.witness_sql, as: UTF8.self))
    return name
  }
}

extension Arena {
  /// The words that connect a role.
  ///
  /// - Parameter socketDirectory: where the server, or whatever stands before it, listens.
  func conninfo(_ role: Role, through socketDirectory: String? = nil) -> String {
    "host=\(socketDirectory ?? cluster.socketDirectory) port=5432 dbname=\(database)"
      + " user=\(role.rawValue)"
  }

  /// A connection with the market's schema as its search path.
  func connection(_ role: Role) throws(PostgresError) -> Connection {
    // libpq would print what a dying server warns of.
    let options = "-c search_path=settled -c timezone=UTC -c client_min_messages=error"
    return try Connection(conninfo(role) + " options='\(options)'", applicationName: "torture")
  }

  /// The one number that a query returns.
  func number(_ sql: String) throws(PostgresError) -> Int64 {
    var connection = try connection(.administrator)
    return try connection.execute(sql).int64(0, 0)
  }

  /// How many Projects are due.
  func due() throws(PostgresError) -> Int64 {
    try number("SELECT count(*) FROM agenda WHERE due_at <= now()")
  }

  /// Keys that no Project of this arena has yet. The platform brings its own numbers for
  /// cancellations, far from those that the database gives to missed deadlines.
  func identities(_ count: Int) -> [Identities] {
    let last = numbers.add(Int64(count), ordering: .relaxed).newValue
    return (0..<Int64(count)).map {
      var identities = Identities(number: last - $0)
      identities.firstCancellation += 5_000_000_000_000_000_000
      return identities
    }
  }

  /// Loads random Projects of all kinds, half of whose facts are past: three quarters of them have
  /// something due at once.
  func load(_ count: Int, using dice: inout SplitMix64) throws(PostgresError) {
    let now = Instant(microseconds: Int64(Date().timeIntervalSince1970) * 1_000_000)
    var randoms: [RandomProject] = []
    for identities in identities(count) {
      randoms.append(
        RandomProject.consistent(identities, using: &dice).amid(now, using: &dice).unseen)
    }
    try load(randoms)
  }

  func load(_ randoms: [RandomProject]) throws(PostgresError) {
    var connection = try connection(.administrator)
    try Loading(randoms).write(in: &connection)
  }

  /// A worker at this market, with a short poll interval.
  ///
  /// - Parameter socketDirectory: where the server, or whatever stands before it, listens.
  func workman(
    _ arguments: String..., through socketDirectory: String? = nil,
    environment: [String: String] = ["SETTLED_LOG_LEVEL": "debug"]
  ) throws -> Workman {
    try Workman(
      program, ["run"] + arguments, database: conninfo(.worker, through: socketDirectory),
      environment: environment.merging(["SETTLED_POLL_INTERVAL": "20ms"]) { own, _ in own })
  }

  /// Remembers what a worker that has ended said to be done.
  func hear(_ workman: Workman) {
    said.withLock { $0.hear(workman) }
  }

  /// Has all that is due done, and reports every row that is not as it must be, and whatever was said
  /// to be done more than once.
  func finish(_ trial: inout Trial) throws {
    let last = try workman("--once")
    let code = try last.end(within: .seconds(600))
    if code != 0 && code != 65 {
      trial.violation("the last worker ended with \(code): \(last.complaint)")
    }
    hear(last)
    for words in said.withLock({ $0.repeated }) {
      trial.violation("said to be done more than once: \(words)")
    }
    for sentence in try violations() { trial.violation(sentence) }
  }

  /// Every row that is not as it must be, once all that is due has been done.
  func violations() throws(PostgresError) -> [String] {
    try Checker(database: conninfo(.administrator)).violations()
  }
}

extension RandomProject {
  /// No worker has seen any of it, but for cancellations that a person must decide; and of an Order
  /// that has ended one can tell whether it was under review.
  fileprivate var unseen: RandomProject {
    var random = self
    for index in random.project.cancellations.indices
    where random.project.cancellations[index].status != .escalated {
      random.project.cancellations[index].status = .open
    }
    for order in random.project.orders where order.status == .inReview {
      guard let answer = random.respondedAt[order.id], answer == order.reviewRequestedAt else {
        continue
      }
      random.respondedAt[order.id] = answer.adding(microseconds: -1)
    }
    return random
  }
}
