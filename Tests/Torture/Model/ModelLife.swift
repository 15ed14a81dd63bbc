import Policy
import TestModel

/// What a platform may do next in the Projects of one sequence, sensible or not. It knows what it has
/// written, and not what a worker has made of it.
struct ModelLife {
  private struct Known {
    let id: Int64
    let project: Int64
    var isPartner = false
  }

  private var dice: SplitMix64
  /// Whether everything is recorded when it happens.
  private let isPrompt: Bool
  private var projects: [Known] = []
  private var orders: [Known] = []
  private var cancellations: [Known] = []
  private var lastProject: Int64
  private var lastOrder: Int64
  private var lastCancellation: Int64

  /// - Parameter number: no other sequence in the market has it.
  init(number: Int, seed: UInt64, isPrompt: Bool) {
    self.isPrompt = isPrompt
    dice = SplitMix64(seed: seed)
    lastProject = Int64(number) * 10_000
    lastOrder = Int64(number) * 10_000
    lastCancellation = 5_000_000_000_000_000_000 + Int64(number) * 10_000
  }

  /// An action: SQL, and the Project that it is about.
  struct Action {
    let project: Int64
    let sql: String
  }

  /// The next action, at an instant of the database's clock, in microseconds.
  mutating func act(at now: Int64) -> Action {
    guard let project = recent(projects), dice.chance(93) else { return newProject(now) }
    guard let order = recent(orders), dice.chance(85) else { return newOrder(in: project, now) }
    let dealt = dice.below(100)
    if dealt < 58 { return step(of: order, now) }
    if dealt < 70 || cancellations.isEmpty { return communicate(in: project, now) }
    if dealt < 94, let cancellation = recent(cancellations) {
      return step(of: cancellation, by: now)
    }
    return change(project, now)
  }

  /// Mostly one of the last few: what is long over is of little interest.
  private mutating func recent(_ known: [Known]) -> Known? {
    guard !known.isEmpty else { return nil }
    let back = dice.chance(90) ? dice.below(min(known.count, 4)) : dice.below(known.count)
    return known[known.count - 1 - back]
  }

  /// Mostly now; else a while ago, or to come.
  private mutating func instant(_ now: Int64) -> String {
    if isPrompt { return Self.sql(now) }
    let hour: Int64 = 3_600_000_000
    let moved =
      switch dice.below(20) {
      case 0: now - hour
      case 1: now - 24 * hour
      case 2: now - 1
      case 3: now + hour
      case 4: now - Int64(dice.below(500)) * hour
      default: now
      }
    return Self.sql(moved)
  }

  private static func sql(_ microseconds: Int64) -> String {
    "('epoch'::timestamptz + \(microseconds) * interval '1 microsecond')"
  }

  private mutating func newProject(_ now: Int64) -> Action {
    lastProject += 1
    let isPartner = dice.chance(40)
    let kind = isPartner ? "partner" : dice.chance(95) ? "creator" : "creator_content_at_scale"
    let deadline =
      dice.chance(50) ? Self.sql(now + Int64(dice.below(500) + 1) * 3_600_000_000) : "NULL"
    projects.append(Known(id: lastProject, project: lastProject, isPartner: isPartner))
    return Action(
      project: lastProject,
      sql: """
        INSERT INTO advertisers VALUES (\(lastProject % 7)) ON CONFLICT DO NOTHING;
        INSERT INTO projects (project_id, advertiser_id, provider_id, kind, origin, currency, deadline)
        VALUES (\(lastProject), \(lastProject % 7), 8, '\(kind)',
                '\(dice.chance(95) ? "platform" : "private")', '\(dice.pick("EUR", "JPY"))', \(deadline))
        """)
  }

  private mutating func newOrder(in project: Known, _ now: Int64) -> Action {
    lastOrder += 1
    let fee = dice.chance(3) ? Int64.max : Int64(dice.below(1_000_000))
    let paid = dice.pick(0, fee / 2, fee, fee)
    let isAgreed = dice.chance(70)
    orders.append(Known(id: lastOrder, project: project.id, isPartner: project.isPartner))
    return Action(
      project: project.id,
      sql: """
        INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, manual_review, status, agreed_at)
        VALUES (\(lastOrder), \(project.id), \(fee), \(paid), \(dice.chance(85)),
                '\(isAgreed ? "agreed" : "proposed")', \(isAgreed ? instant(now) : "NULL"))
        """)
  }

  private mutating func step(of order: Known, _ now: Int64) -> Action {
    let at = instant(now)
    // Who records all when it happens does not change it afterwards.
    let first = { [isPrompt] (column: String) in isPrompt ? "coalesce(\(column), \(at))" : at }
    let changes = [
      "status = 'agreed', agreed_at = \(first("agreed_at"))",
      """
      status = 'in_review', content_submitted_at = \(first("content_submitted_at")),
      review_requested_at = \(at)
      """,
      "status = 'in_review', review_requested_at = \(at)",
      "status = 'changes_requested', responded_at = \(at)",
      "status = 'approved', approval = 'express', approved_at = \(at), responded_at = \(at)",
      "status = 'approved', approval = 'platform', approved_at = \(at), manual_review = false",
      "status = 'completed', completed_at = \(at)",
      "paid_minor = least(fee_minor - paid_minor, 7) + paid_minor",
      "status = 'cancelled', cancelled_at = \(at)",
      "delivery_started_at = \(first("delivery_started_at"))",
      "manual_review = NOT manual_review",
      "responded_at = \(at)",
    ]
    // What is likely to be next comes first.
    let likely = order.isPartner ? [0, 9, 9, 1, 4, 6, 6] : [0, 1, 1, 1, 3, 2, 4]
    let change =
      dice.chance(75) ? likely[dice.below(likely.count)] : dice.below(changes.count)
    return Action(
      project: order.project,
      sql: "UPDATE orders SET \(changes[change]) WHERE order_id = \(order.id)")
  }

  private mutating func communicate(in project: Known, _ now: Int64) -> Action {
    lastCancellation += 1
    let (by, at) = (dice.pick("advertiser", "provider"), instant(now))
    let isAccepted = dice.chance(40)
    cancellations.append(
      Known(id: lastCancellation, project: project.id, isPartner: project.isPartner))
    return Action(
      project: project.id,
      sql: """
        INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                                   request_issued_at, advertiser_accepted_at, provider_accepted_at)
        SELECT \(lastCancellation), \(project.id), '\(by)', t, \(isAccepted ? "t" : "NULL"),
               CASE WHEN '\(by)' = 'advertiser' OR \(isAccepted) THEN t END,
               CASE WHEN '\(by)' = 'provider' OR \(isAccepted) THEN t END FROM (SELECT \(at)) AS n (t)
        """)
  }

  private mutating func step(of cancellation: Known, by now: Int64) -> Action {
    let column = dice.pick(
      "advertiser_accepted_at", "provider_accepted_at", "provider_accepted_at",
      "request_issued_at", "request_issued_at", "disputed_at", "dispute_resolved_at",
      "dispute_resolved_at", "declined_at", "withdrawn_at")
    let at = instant(now)
    let value = isPrompt ? "coalesce(\(column), \(at))" : dice.chance(96) ? at : "NULL"
    // What waits had taken effect but for its Open Orders: a dispute then would change the past.
    let isPast = isPrompt && column == "disputed_at"
    return Action(
      project: cancellation.project,
      sql: """
        UPDATE cancellations SET \(column) = \(value) WHERE cancellation_id = \(cancellation.id)
          \(isPast ? "AND status <> 'waiting_for_open_orders'" : "")
        """)
  }

  private mutating func change(_ project: Known, _ now: Int64) -> Action {
    let later = Self.sql(now + Int64(dice.below(900) - 100) * 3_600_000_000)
    let correction = dice.pick("kind = 'partner'", "origin = 'private'", "provider_id = 9")
    let change = dice.pick(
      "deadline = \(later)", "deadline = \(later)", "deadline = NULL", "status = 'completed'",
      "status = 'cancelled'", isPrompt ? "deadline = \(later)" : correction)
    return Action(
      project: project.id, sql: "UPDATE projects SET \(change) WHERE project_id = \(project.id)")
  }
}
