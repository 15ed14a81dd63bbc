import ArgumentParser
import Policy
import Store

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows what is due, waiting, escalated, quarantined and late.")

  @OptionGroup var options: MarketOptions
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    try reportingFailures {
      let settings = try options.settings()
      let report = try options.withMarket(settings) { market in
        StatusReport(try market.overview(), try market.quarantine())
      }
      try emit(json ? try JSON.text(report) : report.text)
    }
  }
}

/// What `settled status` says.
struct StatusReport: Encodable {
  struct Escalation: Encodable {
    let cancellationID: Int64
    let projectID: Int64
    let reason: String

    enum CodingKeys: String, CodingKey {
      case cancellationID = "cancellationId"
      case projectID = "projectId"
      case reason
    }
  }

  let at: Instant
  let due: Int
  let late: Int
  let oldestDueAt: Instant?
  let nextDueAt: Instant?
  let waiting: Int
  let escalated: Int
  let quarantined: Int
  let toDecide: [Escalation]
  let quarantine: [QuarantineReport]

  init(_ overview: Overview, _ entries: [QuarantineEntry]) {
    at = overview.at
    due = overview.due
    late = overview.late
    oldestDueAt = overview.oldestDueAt
    nextDueAt = overview.nextDueAt
    waiting = overview.waiting
    escalated = overview.escalated
    quarantined = overview.quarantined
    toDecide = overview.toDecide.map {
      Escalation(
        cancellationID: $0.cancellationID, projectID: $0.projectID, reason: $0.reason)
    }
    quarantine = entries.prefix(20).map(QuarantineReport.init)
  }

  var text: String {
    var lines = [
      "due          \(due)" + (oldestDueAt.map { ", the first since \($0)" } ?? ""),
      "late         \(late)" + (late > 0 ? ", for more than a minute: does a worker run?" : ""),
      "next due     \(nextDueAt.map(\.description) ?? "nothing is coming")",
      "waiting      \(waiting) for Open Orders",
      "escalated    \(escalated)",
    ]
    lines += toDecide.map { "  cancellation \($0.cancellationID): \($0.reason)" }
    lines += more(than: toDecide.count, of: escalated)
    lines.append("quarantined  \(quarantined)")
    lines += quarantine.map { "  \($0.subject) \($0.subjectID): \($0.detail)" }
    lines += more(than: quarantine.count, of: quarantined)
    return lines.joined(separator: "\n")
  }

  private func more(than shown: Int, of count: Int) -> [String] {
    shown < count ? ["  … and \(count - shown) more"] : []
  }
}
