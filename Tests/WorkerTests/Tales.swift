import Policy

/// What a platform may record too late, while no worker had been there.
enum Tales {
  static let all: [Tale] = [
    disputes, afterEffect, partner, afterDeadline, afterReviewDue, wishes,
  ].flatMap(\.self)

  /// Those that make no difference any more. The others are what a platform has to know about.
  static let agreeing: Set<Int64> = [7043, 7044, 7053]

  private static let day1 = Story.at(1)
  private static let day2 = Story.at(2)
  private static let day3 = Story.at(3)
  private static let day4 = Story.at(4)
  private static let day16 = Story.at(16)

  private static func order(_ id: Int64, _ changes: String) -> String {
    "UPDATE orders SET \(changes) WHERE order_id = \(id);"
  }

  private static func cancellation(_ id: Int64, _ changes: String) -> String {
    "UPDATE cancellations SET \(changes) WHERE cancellation_id = \(id);"
  }

  private static func accepted(_ id: Int64, _ at: Instant, by side: String = "advertiser") -> String
  {
    Story.cancellation(id, of: id, by: side, communicated: at, accepted: at)
  }

  private static func step(_ at: Instant, _ parts: String...) -> Tale.Step {
    Tale.Step(at: at, sql: parts.joined())
  }

  private static let disputes: [Tale] = {
    let early = Tale(
      7001, "A dispute opened after the cancellation took effect",
      [
        step(day1, Story.project(7001), Story.agreed(7001, of: 7001), accepted(7001, day1)),
        step(day2, cancellation(7001, "disputed_at = '\(day2)'")),
        step(day3, cancellation(7001, "dispute_resolved_at = '\(day3)'")),
      ])
    let waiting = Tale(
      7002, "A dispute while the cancellation waits for Open Orders",
      [
        step(
          day1, Story.project(7002, kind: .partner), Story.agreed(7002, of: 7002),
          order(7002, "delivery_started_at = '\(day1)'"), accepted(7002, day1)),
        step(day2, cancellation(7002, "disputed_at = '\(day2)'")),
        step(day3, order(7002, "status = 'completed', completed_at = '\(day3)'")),
        step(day4, cancellation(7002, "dispute_resolved_at = '\(day4)'")),
      ])
    return [early, waiting]
  }()

  /// One tale for each change of an Order.
  private static func tales(
    _ first: Int64, _ name: String, _ changes: [String], later: Instant,
    start: (Int64) -> Tale.Step
  ) -> [Tale] {
    var tales: [Tale] = []
    for change in changes {
      let id = first + Int64(tales.count)
      tales.append(Tale(id, "\(name): \(change)", [start(id), step(later, order(id, change))]))
    }
    return tales
  }

  private static let completed = "status = 'completed', completed_at = '\(day3)'"
  private static let cancelled = "status = 'cancelled', cancelled_at = '\(day3)'"
  private static let approved =
    "status = 'approved', approval = 'express', approved_at = '\(day3)', responded_at = '\(day3)'"

  private static let afterEffect: [Tale] = {
    let changed = tales(
      7011, "An Order changed after the cancellation took effect",
      [approved, completed, cancelled, "paid_minor = 0"], later: day3
    ) { id in
      step(day2, Story.project(id), Story.inReview(id, of: id, at: day1), accepted(id, day2))
    }
    let added = Tale(
      7019, "A new Order after the cancellation took effect",
      [
        step(day2, Story.project(7019), Story.agreed(7019, of: 7019), accepted(7019, day2)),
        step(day3, Story.agreed(8019, of: 7019, at: day3)),
      ])
    return changed + [added]
  }()

  private static let partner: [Tale] = tales(
    7021, "A Partner Project's Order changed after the cancellation took effect",
    [
      "delivery_started_at = '\(day3)', \(completed)", completed,
      "status = 'in_review', content_submitted_at = '\(day3)', review_requested_at = '\(day3)'",
    ], later: day3
  ) { id in
    step(
      day2, Story.project(id, kind: .partner), Story.agreed(id, of: id), accepted(id, day2))
  }

  private static let afterDeadline: [Tale] = tales(
    7031, "An Order changed after its deadline was missed",
    [completed, cancelled, "paid_minor = 0"], later: day3
  ) { id in
    step(day1, Story.project(id, deadline: day2), Story.agreed(id, of: id))
  }

  private static let afterReviewDue: [Tale] = tales(
    7041, "An Order changed after review due",
    [
      "status = 'completed', completed_at = '\(day16)'",
      "status = 'cancelled', cancelled_at = '\(day16)'", "review_requested_at = '\(day16)'",
      "manual_review = false",
    ], later: day16
  ) { id in
    step(day1, Story.project(id), Story.inReview(id, of: id, at: day1))
  }

  private static let wishes: [Tale] = {
    func second(_ id: Int64, _ origin: Project.Origin) -> Tale {
      Tale(
        id, "A second cancellation after the first ended, \(origin)",
        [
          step(
            day2, Story.project(id, origin: origin), Story.inReview(id, of: id, at: day1),
            accepted(id, day2, by: "provider")),
          step(
            day3,
            Story.cancellation(id + 1000, of: id, communicated: day3, accepted: day3)),
        ])
    }
    let declined = Tale(
      7053, "A cancellation declined after its Project had ended at the deadline",
      [
        step(
          day1, Story.project(7053, deadline: day2), Story.agreed(7053, of: 7053),
          Story.cancellation(7053, of: 7053, communicated: day1)),
        step(day3, cancellation(7053, "declined_at = '\(day3)'")),
      ])
    return [second(7051, .platform), second(7052, .private), declined]
  }()
}
