import Foundation
import Glibc
import Postgres
import TestCluster
import TestModel

/// The clock of the worker's host is wrong, by up to 400 days either way; it stands still, goes
/// backwards or leaps. No decision changes: there is one clock, and it is the database's.
struct WrongHostClock: Ordeal {
  static let name = "clock"
  static let faults = [
    FaultKind("clock ahead", brief: 8, full: 400), FaultKind("clock behind", brief: 8, full: 400),
    FaultKind("clock standing still", brief: 4, full: 50),
    FaultKind("clock going backwards", brief: 4, full: 50),
    FaultKind("clock leaping", brief: 4, full: 100),
  ]

  func run(_ trial: inout Trial) throws {
    while trial.goesOn {
      let arena = try Arena(trial)
      defer { arena.close() }
      try arena.load(300, using: &trial.dice)
      let start = ContinuousClock.now
      let right = try Arena(copyOf: arena)
      defer { right.close() }
      try right.finish(&trial)
      let ledger = try right.ledger()
      // Nothing loaded comes due within half an hour, but later some of it does.
      while trial.goesOn, start.duration(to: .now) < .seconds(900) {
        try work(by: Self.faults.map(\.name).filter(trial.lacks).first, ledger, arena, &trial)
      }
    }
  }

  /// One worker does all that is due by a wrong clock.
  private func work(
    by wanted: String?, _ ledger: Set<String>, _ origin: Arena, _ trial: inout Trial
  ) throws {
    let arena = try Arena(copyOf: origin)
    defer { arena.close() }
    let fault = wanted ?? "clock leaping"
    let days = 1 + trial.dice.below(400)
    let words =
      switch fault {
      case "clock ahead": "+\(days)d"
      case "clock behind": "-\(days)d"
      case "clock standing still": Self.date(days)
      default: "+0d"
      }
    let clock = try WrongClock(words)
    let isTurning = ["clock going backwards", "clock leaping"].contains(fault)
    let size = "\(trial.dice.pick(3, 20, 100))"
    let workman = try arena.workman(
      isTurning ? "--batch-size" : "--once", isTurning ? "2" : "--batch-size",
      isTurning ? "--poll-interval" : size, isTurning ? "20ms" : "--poll-interval=1s",
      environment: clock.environment.merging(["SETTLED_LOG_LEVEL": "debug"]) { $1 })
    if isTurning {
      var step = 0
      while try arena.due() > 0 {
        step += 1
        try clock.turn(
          fault == "clock leaping"
            ? "\(trial.dice.pick("+", "-"))\(trial.dice.below(400))d" : "-\(step)d")
      }
      workman.send(SIGTERM)
    }
    let code = try workman.end()
    if code != 0 && code != 65 {
      trial.violation("\(fault): exit code \(code): \(workman.complaint)")
    }
    let found = try arena.ledger()
    for line in ledger.symmetricDifference(found).sorted().prefix(5) {
      trial.violation(
        "\(fault) (\(words)): \(found.contains(line) ? "only then" : "only else"): \(line)")
    }
    if Self.wasWrong(workman) { trial.count(fault) }
  }

  /// An instant in the words that make a clock stand still at it.
  private static func date(_ days: Int) -> String {
    var time = time(nil) - 86_400 * (days - 200)
    var parts = tm()
    gmtime_r(&time, &parts)
    return String(
      format: "%04d-%02d-%02d %02d:%02d:%02d", parts.tm_year + 1900, parts.tm_mon + 1,
      parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec)
  }

  /// The program stamps its log with the host's clock: that shows whether it believed in the wrong
  /// one.
  private static func wasWrong(_ workman: Workman) -> Bool {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return workman.complaint.split(separator: "\n").contains { line in
      guard let entry = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let text = entry["time"] as? String
      else { return false }
      let date = (try? style.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text))
      return date.map { abs($0.timeIntervalSinceNow) > 3600 } ?? false
    }
  }
}

extension Arena {
  /// All that was decided, a line a row; neither when a worker did it, nor the numbers it drew.
  func ledger() throws(PostgresError) -> Set<String> {
    var connection = try connection(.administrator)
    let rows = try connection.execute(
      """
      WITH c AS (SELECT cancellation_id, CASE initiated_by WHEN 'deadline' THEN 'deadline of ' || project_id
                                              ELSE cancellation_id::text END AS label
                   FROM cancellations)
      SELECT 'project ' || (to_jsonb(t) - 'created_at')::text FROM projects t
      UNION ALL SELECT 'order ' || to_jsonb(t)::text FROM orders t
      UNION ALL SELECT 'cancellation ' || label || (to_jsonb(t) - '{cancellation_id,settled_at}'::text[])::text
                  FROM cancellations t JOIN c USING (cancellation_id)
      UNION ALL SELECT 'line ' || label || (to_jsonb(t) - 'cancellation_id')::text
                  FROM settlement_lines t JOIN c USING (cancellation_id)
      UNION ALL SELECT 'credit ' || label || (to_jsonb(t) - '{cancellation_id,credited_at}'::text[])::text
                  FROM refund_credits t JOIN c USING (cancellation_id)
      UNION ALL SELECT 'told ' || coalesce(label, '')
                       || (to_jsonb(t) - '{notification_id,cancellation_id,created_at}'::text[])::text
                  FROM notifications t LEFT JOIN c USING (cancellation_id)
      UNION ALL SELECT 'quarantine ' || (to_jsonb(t) - '{first_seen_at,last_seen_at}'::text[])::text
                  FROM quarantine t
      UNION ALL SELECT 'agenda ' || to_jsonb(t)::text FROM agenda t
      """)
    var lines: Set<String> = []
    for row in 0..<rows.count {
      let line = try rows.text(row, 0)
      lines.insert(lines.contains(line) ? "twice: \(line)" : line)
    }
    return lines
  }
}
