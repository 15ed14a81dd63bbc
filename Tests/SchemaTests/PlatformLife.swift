/// What a platform might write about three Projects, sensible or not.
struct PlatformLife {
  private var dice: Dice
  private let projects: [Int]
  private var lastOrder: Int

  init(number: Int, seed: UInt64) {
    dice = Dice(seed: seed &+ UInt64(number))
    projects = (0..<3).map { number * 3 + $0 }
    lastOrder = number * 1000
  }

  /// The Projects to begin with.
  mutating func beginning() -> String {
    projects.map { id in
      let kind = dice.pick(["creator", "creator", "partner", "partner", "creator_content_at_scale"])
      let origin = dice.pick(["platform", "platform", "platform", "private"])
      return Row.project(
        id, kind: kind, ["origin": "'\(origin)'", "deadline": dice.pick(["NULL", instant()])]
      ).insert
    }.joined()
  }

  /// One to three statements which are committed together.
  mutating func transaction() -> String {
    (0..<dice.pick([1, 1, 2, 3])).map { _ in statement() }.joined(separator: ";\n")
  }

  private mutating func statement() -> String {
    switch dice.pick(Array(0..<10)) {
    case 0, 1: order()
    case 2, 3, 4: orderStep()
    case 5: "UPDATE orders SET \(orderCorrection()) WHERE \(anyOrder())"
    case 6: cancellation()
    case 7, 8:
      "UPDATE cancellations SET \(cancellationFact()) WHERE project_id = \(dice.pick(projects))"
    default: "UPDATE projects SET \(projectFact()) WHERE project_id = \(dice.pick(projects))"
    }
  }

  /// An instant around the present, on a coarse grid, so that instants often meet.
  private mutating func instant() -> String {
    let hours = dice.pick([-2000, -1000, -700, -400, -336, -48, -1, 1, 24, 48, 336, 400, 2000])
    return "date_trunc('hour', now()) + \(hours) * interval '1 hour'"
  }

  private mutating func anyOrder() -> String {
    "project_id = \(dice.pick(projects)) AND order_id % 3 = \(dice.pick([0, 1, 2]))"
  }

  private mutating func order() -> String {
    lastOrder += 1
    let (project, at) = (dice.pick(projects), instant())
    let row =
      switch dice.pick([0, 1, 2, 3, 4]) {
      case 0: Row.order(lastOrder, in: project, ["status": "'proposed'", "agreed_at": "NULL"])
      case 1: Row.order(lastOrder, in: project, ["agreed_at": at])
      case 2: Row.review(lastOrder, in: project, since: at)
      case 3:
        Row.order(
          lastOrder, in: project, ["delivery_started_at": "'2020-01-02Z'"])
      default:
        Row.order(lastOrder, in: project, ["status": "'cancelled'", "cancelled_at": at])
      }
    return row.with(["manual_review": dice.pick(["true", "true", "false"])]).insert
      .trimmingSuffix(";\n")
  }

  private mutating func orderStep() -> String {
    let at = instant()
    let step = dice.pick([
      "status = 'agreed', agreed_at = coalesce(agreed_at, \(at))",
      "delivery_started_at = \(at)",
      """
      status = 'in_review', content_submitted_at = coalesce(content_submitted_at, \(at)),
      review_requested_at = \(at)
      """,
      "status = 'changes_requested', responded_at = \(at)",
      "status = 'approved', approval = 'express', responded_at = \(at), approved_at = \(at)",
      "status = 'completed', completed_at = \(at)",
      "status = 'cancelled', cancelled_at = \(at)",
    ])
    return "UPDATE orders SET \(step) WHERE \(anyOrder())"
  }

  private mutating func orderCorrection() -> String {
    let value = dice.pick(["NULL", instant(), instant()])
    let column = dice.pick([
      "agreed_at", "delivery_started_at", "content_submitted_at", "review_requested_at",
      "completed_at", "cancelled_at",
    ])
    return dice.pick([
      "\(column) = \(value)", "\(column) = \(value)", "manual_review = NOT manual_review",
    ])
  }

  private mutating func cancellation() -> String {
    let (project, by, at) = (dice.pick(projects), dice.pick(["advertiser", "provider"]), instant())
    return """
      INSERT INTO cancellations (project_id, initiated_by, communicated_at, request_issued_at)
      VALUES (\(project), '\(by)', \(at), \(dice.pick(["NULL", at])))
      """
  }

  private mutating func cancellationFact() -> String {
    let column = dice.pick([
      "request_issued_at", "advertiser_accepted_at", "provider_accepted_at", "declined_at",
      "withdrawn_at", "disputed_at", "dispute_resolved_at", "communicated_at",
    ])
    return "\(column) = \(dice.pick(["NULL", instant(), instant(), instant()]))"
  }

  private mutating func projectFact() -> String {
    dice.pick([
      "deadline = \(dice.pick(["NULL", instant(), instant()]))", "deadline = \(instant())",
      "kind = '\(dice.pick(["creator", "partner"]))'",
      "origin = '\(dice.pick(["platform", "private"]))'",
      "status = '\(dice.pick(["completed", "cancelled"]))'",
    ])
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
