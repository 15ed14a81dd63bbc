import Glibc

/// Several ways to do the same work, in turns, each time from a copy of the same database.
struct Contest {
  /// One of them.
  struct Contender {
    let name: String
    /// The database that it starts from, and where in it the work lies.
    let template: String
    let schema: Ground.Schema
    /// Does the work in a copy, and says how long that took.
    let work: (_ database: String) throws -> Duration
  }

  /// What a run came to.
  struct Run {
    let seconds: Double
    /// Processor time, of the server's sessions and of the program.
    let serverTime: Double
    let programTime: Double

    var processorTime: Double { serverTime + programTime }
  }

  let ground: Ground
  let server: Server
  /// Tells, from the facts before the work, what ``Script/outcome`` has to find after it.
  let expectation: String

  /// Runs each of them once a round, in another order each time.
  func run(_ contenders: [Contender], rounds: Int) throws -> [String: [Run]] {
    var runs: [String: [Run]] = [:]
    for round in 0..<rounds {
      let first = round % contenders.count
      for contender in contenders[first...] + contenders[..<first] {
        runs[contender.name, default: []].append(try run(contender))
      }
    }
    return runs
  }

  /// Runs one of them, and checks every row that it wrote.
  func run(_ contender: Contender) throws -> Run {
    let database = try server.copy(contender.template)
    try server.awaitQuiet(in: database)
    let before = (try server.sessionTime(), Self.childTime, try server.walPosition())
    let duration = try contender.work(database)
    try server.awaitQuiet(in: database)
    let run = Run(
      seconds: duration.seconds, serverTime: try server.sessionTime() - before.0,
      programTime: Self.childTime - before.1)
    let bytes = Double(try server.walPosition() - before.2)
    try check(database, contender)
    try server.drop(database)
    ground.report.note(
      "\(contender.name): \(run.seconds.short) s, processor \(run.serverTime.short) s"
        + " and \(run.programTime.short) s in the program, \((bytes / 1e6).short) MB of WAL")
    return run
  }

  /// Seconds of processor time of programs that have come to their end.
  private static var childTime: Double {
    var usage = rusage()
    getrusage(RUSAGE_CHILDREN.rawValue, &usage)
    return [usage.ru_utime, usage.ru_stime].reduce(0) {
      $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
    }
  }

  private func check(_ database: String, _ contender: Contender) throws {
    let path = "SET search_path = \(contender.schema.rawValue);\n"
    let wanted = try server.psql(contender.template, path + expectation)
    let found = try server.psql(database, path + Script.outcome)
    guard found == wanted else {
      throw Flaw(
        "\(contender.name) did not write what the facts demand.\nwanted:\n\(wanted)\nfound:\n\(found)"
      )
    }
    guard contender.schema == .settled else { return }
    let left = try server.psql(
      database, path + "SELECT count(*) FROM agenda WHERE due_at <= now()")
    guard left == "0" else { throw Flaw("\(contender.name) left \(left) rows on the agenda.") }
  }
}
