import ArgumentParser
import Policy
import Postgres
import Store

struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine",
    abstract: "Lists what can't be judged, and releases it when its cause is mended.",
    subcommands: [List.self, Release.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists all that is in quarantine, and why.")

    @OptionGroup var options: MarketOptions
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      try reportingFailures {
        let settings = try options.settings()
        let entries = try options.withMarket(settings) { market in try market.quarantine() }
          .map(QuarantineReport.init)
        if json {
          try emit(try JSON.text(entries))
        } else if entries.isEmpty {
          try emit("Nothing is in quarantine.")
        } else {
          try emit(entries.map(\.text).joined(separator: "\n"))
        }
      }
    }
  }

  struct Release: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "release",
      abstract: "Releases one subject: the next pass judges its Project again.")

    @OptionGroup var options: MarketOptions
    @Argument(help: "order, cancellation or project.") var subject: Fault.Subject
    @Argument(help: "Its number.") var id: Int64
    @Flag(help: "Print JSON.") var json = false

    private struct Report: Encodable {
      let subject: String
      let subjectId: Int64
      let projectId: Int64
    }

    func run() throws {
      try reportingFailures {
        let settings = try options.settings()
        let project = try options.withMarket(settings, role: .deciding) { market in
          try market.release(subject, id)
        }
        guard let project else {
          throw Failure(
            "\(subject.rawValue) \(id) is not in quarantine: see settled quarantine list",
            code: Exit.wrongUsage)
        }
        try emit(
          json
            ? try JSON.text(
              Report(subject: subject.rawValue, subjectId: id, projectId: project))
            : "Released \(subject.rawValue) \(id): Project \(project) is due now.")
      }
    }
  }
}

extension Fault.Subject: ExpressibleByArgument {}

/// One entry of the quarantine, for a person or a machine.
struct QuarantineReport: Encodable {
  let subject: String
  let subjectID: Int64
  let projectID: Int64
  let code: String
  let detail: String
  let firstSeenAt: Instant
  let lastSeenAt: Instant

  enum CodingKeys: String, CodingKey {
    case subject, code, detail, firstSeenAt, lastSeenAt
    case subjectID = "subjectId"
    case projectID = "projectId"
  }

  init(_ entry: QuarantineEntry) {
    subject = entry.subject
    subjectID = entry.subjectID
    projectID = entry.projectID
    code = entry.code
    detail = entry.detail
    firstSeenAt = entry.firstSeenAt
    lastSeenAt = entry.lastSeenAt
  }

  var text: String {
    "\(subject) \(subjectID)  \(code)  since \(firstSeenAt)\n  \(detail)"
  }
}
