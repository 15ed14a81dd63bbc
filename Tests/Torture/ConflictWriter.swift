import Foundation
import Glibc
import Policy
import Postgres
import TestCluster
import TestModel

/// A platform that gets in the way of others, and has others get in its own.
struct ConflictWriter: ~Copyable {
  private let arena: Arena
  private var dice: SplitMix64
  private var first: Connection
  private var second: Connection
  private(set) var findings = Findings()

  init(_ arena: Arena, _ dice: SplitMix64) throws(PostgresError) {
    let first = try arena.connection(.platform)
    let second = try arena.connection(.platform)
    self.arena = arena
    self.dice = dice
    self.first = first
    self.second = second
  }

  /// Tries to have a fault happen in a Project of its own.
  ///
  /// - Returns: what really happened.
  mutating func provoke(_ fault: String) throws -> [String] {
    switch fault {
    case "refused by a guard": try meetAnInstant()
    case "lock not available": try waitInVain("lock_timeout", fault)
    case "statement timeout": try waitInVain("statement_timeout", fault)
    case "deadlock": try crossOver()
    case "serialization failure": try lookBack()
    default: try hold()
    }
  }

  /// What becomes of a statement: nothing, or the name of the conflict that it met.
  private static func conflict(
    _ findings: inout Findings, _ body: () throws(PostgresError) -> Void
  ) -> [String] {
    do throws(PostgresError) {
      try body()
      return []
    } catch {
      switch error.sqlState {
      case "55P03": return ["lock not available"]
      case "57014": return ["statement timeout"]
      case "40P01": return ["deadlock"]
      case "40001": return ["serialization failure"]
      case let state? where state.hasPrefix("23") && error.constraint != nil:
        return ["refused by a guard"]
      default:
        findings.violation("the database answered \(error)")
        return []
      }
    }
  }

  /// Two agreed Orders of a Creator Project whose cancellation waits for the provider.
  private mutating func project() throws(PostgresError) -> Identities {
    let identities = arena.identities(1)[0]
    let (id, order) = (identities.project, identities.firstOrder)
    try first.script(
      """
      INSERT INTO advertisers VALUES (\(id));
      INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
      VALUES (\(id), \(id), \(id), 'creator', 'EUR');
      INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
      SELECT o, \(id), 1000, 999, 'agreed', now() - interval '10 days'
        FROM generate_series(\(order)::bigint, \(order + 1)::bigint) o;
      INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                                 advertiser_accepted_at)
      VALUES (\(identities.firstCancellation), \(id), 'advertiser', now() - interval '1 day',
              now() - interval '1 day');
      """)
    return identities
  }

  private static func accept(_ identities: Identities) -> String {
    "UPDATE cancellations SET provider_accepted_at = now()"
      + " WHERE cancellation_id = \(identities.firstCancellation)"
  }

  private static func pay(_ order: Int64) -> String {
    "UPDATE orders SET paid_minor = paid_minor - 1 WHERE order_id = \(order)"
  }

  /// Waits for a row that its other connection holds, but not for long.
  private mutating func waitInVain(_ limit: String, _ fault: String) throws -> [String] {
    let identities = try project()
    if dice.chance(50) { try first.script(Self.accept(identities)) }
    // A worker may have been there in the meantime.
    let refused = Self.conflict(&findings) { () throws(PostgresError) in
      try first.script("BEGIN; \(Self.pay(identities.firstOrder))")
    }
    guard refused.isEmpty else {
      try first.script("ROLLBACK")
      return refused
    }
    let happened = Self.conflict(&findings) { () throws(PostgresError) in
      try second.script("BEGIN; SET LOCAL \(limit) = '4ms'; \(Self.pay(identities.firstOrder))")
    }
    try second.script("ROLLBACK")
    try first.script(dice.chance(50) ? "COMMIT" : "ROLLBACK")
    return happened
  }

  /// Wants to write what somebody else has written since it began to look.
  private mutating func lookBack() throws -> [String] {
    let identities = try project()
    let order = identities.firstOrder
    try second.script(
      "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM orders WHERE order_id = \(order)")
    try first.script(
      Self.pay(order) + (dice.chance(50) ? "; \(Self.accept(identities))" : ""))
    let happened = Self.conflict(&findings) { () throws(PostgresError) in
      try second.script(Self.pay(order))
    }
    try second.script("ROLLBACK")
    return happened
  }

  /// Holds a row of a Project that falls due meanwhile.
  private mutating func hold() throws -> [String] {
    let identities = try project()
    let row = dice.pick(
      "orders WHERE order_id = \(identities.firstOrder)",
      "projects WHERE project_id = \(identities.project)",
      "cancellations WHERE cancellation_id = \(identities.firstCancellation)")
    // Who holds the cancellation has to be the one that accepts it.
    let isItself = row.hasPrefix("cancellations")
    if isItself { try second.script(Self.accept(identities)) }
    try first.script("BEGIN; SELECT FROM \(row) FOR UPDATE")
    if !isItself { try second.script(Self.accept(identities)) }
    usleep(UInt32(30_000 + dice.below(20_000)))
    // As in every statement of the platform, the row that it holds is its own.
    let rows = try second.execute(
      """
      SELECT count(*) FROM agenda a JOIN cancellations c USING (project_id)
       WHERE a.project_id = \(identities.project) AND a.due_at <= now() - interval '25 ms'
         AND c.status = 'open' AND c.provider_accepted_at IS NOT NULL
      """)
    let isDue = try rows.int64(0, 0) == 1
    try first.script(dice.chance(50) ? "COMMIT" : "ROLLBACK")
    return isDue ? ["due, and held"] : []
  }

  /// Two sessions take two rows each, one in the one order, one in the other.
  private mutating func crossOver() throws -> [String] {
    let identities = try project()
    let (order, arena) = (identities.firstOrder, arena)
    var pairs = [
      [Self.pay(order), Self.pay(order + 1)],
      [Self.pay(order), Self.accept(identities)],
      [
        Self.pay(order + 1),
        "SELECT FROM projects WHERE project_id = \(identities.project) FOR UPDATE",
      ],
    ]
    pairs.shuffle(using: &dice)
    let pair = pairs[0]
    let isCommitted = dice.chance(80)
    let found = try Crew.run(2) { number in
      var findings = Findings()
      var connection = try arena.connection(.platform)
      let words = number == 0 ? pair : pair.reversed()
      let happened = Self.conflict(&findings) { () throws(PostgresError) in
        try connection.script("BEGIN; \(words[0])")
        usleep(3000)
        try connection.script(words[1])
      }
      try connection.script(isCommitted ? "COMMIT" : "ROLLBACK")
      return (happened, findings)
    }
    for (_, part) in found { part.violations.forEach { findings.violation($0) } }
    return found.flatMap(\.0)
  }
}

extension ConflictWriter {
  /// Records something just as it falls due, and something that comes too late.
  private mutating func meetAnInstant() throws -> [String] {
    switch dice.below(3) {
    case 0: try answer()
    case 1: try submit()
    default: try takeBack()
    }
  }

  /// In about this many milliseconds, as an interval.
  private mutating func soon() -> String { "interval '\(dice.below(40)) ms'" }

  /// Answers while the review falls due.
  private mutating func answer() throws -> [String] {
    let identities = try project()
    let (order, requested) = (identities.firstOrder, "now() - interval '336 hours' + \(soon())")
    try first.script(
      """
      UPDATE orders SET agreed_at = agreed_at - interval '30 days' WHERE order_id = \(order);
      UPDATE orders SET status = 'in_review', content_submitted_at = \(requested),
                        review_requested_at = \(requested) WHERE order_id = \(order)
      """)
    let answer = dice.pick(
      "status = 'approved', approval = 'express', approved_at = clock_timestamp(), responded_at = clock_timestamp()",
      "status = 'changes_requested', responded_at = clock_timestamp()",
      "status = 'completed', completed_at = clock_timestamp()",
      "status = 'cancelled', cancelled_at = clock_timestamp()")
    usleep(UInt32(dice.below(45_000)))
    return Self.conflict(&findings) { () throws(PostgresError) in
      try first.script("UPDATE orders SET \(answer) WHERE order_id = \(order)")
    }
  }

  /// Submits content, or moves the deadline, while it comes.
  private mutating func submit() throws -> [String] {
    let identities = try project()
    try first.script(
      "UPDATE projects SET deadline = now() + \(soon()) WHERE project_id = \(identities.project)")
    usleep(UInt32(dice.below(45_000)))
    let late = dice.pick(
      """
      UPDATE orders SET status = 'in_review', content_submitted_at = clock_timestamp(),
                        review_requested_at = clock_timestamp()
       WHERE order_id = \(identities.firstOrder)
      """,
      """
      UPDATE projects SET deadline = now() + interval '30 days'
       WHERE project_id = \(identities.project)
      """)
    return Self.conflict(&findings) { () throws(PostgresError) in try first.script(late) }
  }

  /// Declines, withdraws, disputes, pays, joins or ends while the cancellation is settled.
  private mutating func takeBack() throws -> [String] {
    let identities = try project()
    let (order, cancellation) = (identities.firstOrder, identities.firstCancellation)
    try first.script(Self.accept(identities))
    usleep(UInt32(dice.below(30_000)))
    let late = dice.pick(
      "UPDATE cancellations SET declined_at = now() WHERE cancellation_id = \(cancellation)",
      "UPDATE cancellations SET withdrawn_at = now() WHERE cancellation_id = \(cancellation)",
      "UPDATE cancellations SET disputed_at = now() WHERE cancellation_id = \(cancellation)",
      "UPDATE orders SET paid_minor = 1000 WHERE order_id = \(order)",
      "UPDATE projects SET status = 'completed' WHERE project_id = \(identities.project)",
      """
      INSERT INTO orders (order_id, project_id, fee_minor) VALUES (\(order + 2), \(identities.project), 7)
      """)
    return Self.conflict(&findings) { () throws(PostgresError) in try first.script(late) }
  }
}
