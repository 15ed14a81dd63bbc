internal import Logging
internal import Policy
internal import Postgres
internal import Store

/// One claim of Projects, decided and recorded: one transaction if all goes well.
struct Batch {
  /// What came of a claim.
  struct Result {
    var tally = Tally()
    /// The last place claimed; nil when there was nothing to claim.
    var last: Claim.Place?
    /// Projects that were left for a transaction of their own.
    var large: [Int64] = []
    /// What happened, and what can't be judged, with its Project: for the log.
    var occurrences: [Occurrence] = []
    var faults: [(projectID: Int64, fault: Fault)] = []
    var appliedAt = Instant.distantPast
  }

  /// How often a batch is done again after a deadlock or a serialization failure, or begun again.
  static let attempts = 8
  /// How many locks are waited for, 5 s each, with nothing done between them, until that counts as the
  /// server's trouble. To find one held Project among a thousand takes eleven.
  private static let lockWaits = 14

  let processingTime: Int64
  /// How many Orders a transaction takes at most, unless they are all of one Project.
  let orderLimit: Int
  let report: BatchReport

  /// Claims, decides and records.
  ///
  /// If the database refuses a row, takes too long over all of them, or lets it wait for a lock, the
  /// batch is halved until the Project at fault stands alone, and the rest goes through. The one that
  /// was refused goes to quarantine with the reason; the one that took too long or was held stays due,
  /// since that may be the server's fault or an operator's doing.
  func run(_ wanted: Claim.Wanted, in market: inout Market) throws(PostgresError) -> Result {
    var lockWaits = 0
    return try run(wanted, in: &market, &lockWaits)
  }

  private func run(
    _ wanted: Claim.Wanted, in market: inout Market, _ lockWaits: inout Int
  ) throws(PostgresError) -> Result {
    var attempt = 1
    while true {
      var claimed: Claim?
      var seen: [Project]?
      do throws(PostgresError) {
        let start = ContinuousClock.now
        let result = try market.transaction { transaction, now throws(PostgresError) in
          let claim = try Claim(wanted, in: &transaction)
          claimed = claim
          var judgment = Judgment(of: [], at: now, processingTime: processingTime)
          let facts = try Facts(
            of: claim.projectIDs, locking: true, limit: orderLimit, in: &transaction
          ) { judgment = Judgment(of: $0, at: now, processingTime: processingTime) }
          seen = facts.projects
          // Some were judged by a part of their rows: somebody is at the others.
          if judgment.tally.projects > facts.projects.count {
            judgment = Judgment(of: facts.projects, at: now, processingTime: processingTime)
          }
          return try record(judgment, claim, facts, at: now, in: &transaction)
        }
        lockWaits = 0
        report.tell(result, took: start.duration(to: .now))
        return result
      } catch  where Self.isWorthAnotherTry(error, claimed) && attempt < Self.attempts {
        report.tellRepeated(error.message)
        attempt += 1
      } catch  where error.kind == .row || error.isTimeout {
        guard let claim = claimed, !claim.projectIDs.isEmpty else { throw error }
        if error.isLockWait {
          lockWaits += 1
          guard lockWaits < Self.lockWaits else { throw error }
        }
        if error.isTimeout {
          report.tellRepeated("\(error.message), with \(claim.projectIDs.count) Projects")
        }
        return try isolate(claim, seen, error, in: &market, &lockWaits)
      }
    }
  }

  /// Besides what PostgreSQL calls so: a number drawn for a missed deadline that the platform, in a
  /// transaction not yet to be seen, has brought itself; and a table that is held, by a migration say,
  /// before anything could be claimed. What takes too long takes as long again.
  private static func isWorthAnotherTry(_ error: PostgresError, _ claimed: Claim?) -> Bool {
    error.kind == .again && !error.isTimeout || error.constraint == "cancellations_pkey"
      || error.isLockWait && claimed == nil
  }

  private func record(
    _ judgment: Judgment, _ claim: Claim, _ facts: Facts, at now: Instant,
    in transaction: inout Transaction
  ) throws(PostgresError) -> Result {
    var result = Result()
    result.appliedAt = now
    guard !claim.places.isEmpty else { return result }
    result.last = claim.places[facts.taken - 1]
    result.large = facts.large
    result.tally = judgment.tally
    result.faults = judgment.faults
    var recording = judgment.recording
    for (projectID, fault) in facts.illegible {
      recording.hold(projectID, fault)
      result.tally.quarantined += 1
      result.faults.append((projectID, fault))
    }
    for projectID in facts.missing { recording.forget(projectID) }
    try recording.number(in: &transaction)
    try recording.write(in: &transaction) {
      for (project, events) in recording.events {
        let number = recording.deadlineCancellationIDs[project.id]
        for event in events {
          result.occurrences.append(Occurrence(event, in: project, deadlineCancellationID: number))
        }
      }
    }
    return result
  }

  private func isolate(
    _ claim: Claim, _ seen: [Project]?, _ error: PostgresError, in market: inout Market,
    _ lockWaits: inout Int
  ) throws(PostgresError) -> Result {
    var result = Result()
    if claim.projectIDs.count == 1 {
      if !error.isTimeout {
        do throws(PostgresError) {
          result = try hold(claim.projectIDs[0], as: seen, error, in: &market)
        } catch  where error.isLockWait {
          report.tellRepeated(error.message)
        }
      }
    } else {
      let middle = claim.projectIDs.count / 2
      for half in [claim.projectIDs[..<middle], claim.projectIDs[middle...]] {
        let part = try run(.these(Array(half)), in: &market, &lockWaits)
        result.tally.add(part.tally)
        result.large += part.large
      }
    }
    result.last = claim.places.last
    return result
  }

  /// The Project that the database refused, put into quarantine in a transaction of its own; unless
  /// somebody is at its facts, or has changed them since. Then it stays due, and is decided anew.
  ///
  /// - Parameter seen: what was decided from; nil if the facts themselves could not be read.
  private func hold(
    _ projectID: Int64, as seen: [Project]?, _ error: PostgresError, in market: inout Market
  ) throws(PostgresError) -> Result {
    let start = ContinuousClock.now
    let result = try market.transaction { transaction, now throws(PostgresError) in
      var result = Result()
      result.appliedAt = now
      let claim = try Claim(.these([projectID]), in: &transaction)
      guard !claim.projectIDs.isEmpty else { return result }
      if let seen {
        let facts = try Facts(of: [projectID], locking: true, in: &transaction)
        guard facts.busy.isEmpty, facts.projects == seen else { return result }
      }
      let fault = Fault(
        subject: .project, subjectID: projectID,
        code: error.constraint ?? error.sqlState ?? "refused",
        detail: "The database refused what Project \(projectID) comes to: \(error.message)")
      var recording = Recording(processingTime: processingTime)
      recording.hold(projectID, fault)
      try recording.write(in: &transaction)
      result.tally.quarantined = 1
      result.faults = [(projectID, fault)]
      return result
    }
    report.tell(result, took: start.duration(to: .now))
    return result
  }
}

extension PostgresError {
  /// The server has cancelled a statement: it took too long, waited too long for a lock, or an operator
  /// wanted it.
  fileprivate var isTimeout: Bool { kind == .again && sqlState == "57014" || isLockWait }

  /// Somebody holds a row that the worker writes without having locked it before, in the quarantine, or a
  /// whole table.
  fileprivate var isLockWait: Bool { sqlState == "55P03" }
}
