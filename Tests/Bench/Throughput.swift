/// How many Orders deemed approved a second.
struct Approvals: Measure {
  static let name = "approvals"

  func run(on ground: Ground) throws -> [Finding] {
    try Throughput.approvals(ground).findings(on: ground)
  }
}

/// How many cancellations settled a second, of three Orders each.
struct Settlements: Measure {
  static let name = "settlements"

  func run(on ground: Ground) throws -> [Finding] {
    try Throughput.settlements(ground).findings(on: ground)
  }
}

/// Whether two workers side by side get on faster than one.
struct Workers: Measure {
  static let name = "workers"

  func run(on ground: Ground) throws -> [Finding] {
    try Throughput.approvals(ground).workerFindings(on: ground)
      + Throughput.settlements(ground).workerFindings(on: ground)
  }
}

/// What all work that has fallen due at once comes to, a second.
struct Throughput {
  let work: String
  let procedure: String
  let count: Int
  let load: String
  var agenda = ""
  let expectation: String

  static func approvals(_ ground: Ground) -> Throughput {
    Throughput(
      work: Approvals.name, procedure: "approve", count: ground.sizes.orders,
      load: Script.loadApprovals, agenda: Script.ageAgenda, expectation: Script.expectApprovals)
  }

  static func settlements(_ ground: Ground) -> Throughput {
    Throughput(
      work: Settlements.name, procedure: "settle", count: ground.sizes.cancellations,
      load: Script.loadSettlements, expectation: Script.expectSettlements)
  }

  func findings(on ground: Ground) throws -> [Finding] {
    let server = try ground.server(.contest)
    let rivals = Rivals(ground: ground, server: server, work: work, procedure: procedure)
    let contest = Contest(ground: ground, server: server, expectation: expectation)
    try rivals.load(load, agenda: agenda)
    let contenders = [
      rivals.program(), try rivals.fastest(rivals.limit, in: contest), rivals.limitInBatches(),
      try rivals.fastest(rivals.byHand, in: contest),
    ]
    let runs = try contest.run(contenders, rounds: ground.sizes.rounds)
    try rivals.drop()
    return [
      finding(Rivals.settled, runs, against: Rivals.limit, .ratioAtLeast(0.9)),
      finding(Rivals.settled, runs, against: Rivals.limitInBatches),
      finding(Rivals.settled, runs, against: Rivals.byHand, .ratioAtLeast(1)),
      processorFinding(runs, against: Rivals.limit), processorFinding(runs, against: Rivals.byHand),
    ]
  }

  /// Two workers against one.
  func workerFindings(on ground: Ground) throws -> [Finding] {
    let server = try ground.server(.contest)
    let rivals = Rivals(ground: ground, server: server, work: work, procedure: procedure)
    let contest = Contest(ground: ground, server: server, expectation: expectation)
    try rivals.load(load, agenda: agenda)
    let contenders = [rivals.program("2 workers", workers: 2), rivals.program("1 worker")]
    let runs = try contest.run(contenders, rounds: ground.sizes.rounds)
    try rivals.drop()
    return [finding("2 workers", runs, against: "1 worker", .ratioAtLeast(1.4))]
  }

  private func finding(
    _ name: String, _ runs: [String: [Contest.Run]], against rival: String,
    _ reach: Finding.Reach = .none
  ) -> Finding {
    let own = (runs[name] ?? []).map { Double(count) / $0.seconds }
    let others = (runs[rival] ?? []).map { Double(count) / $0.seconds }
    let ratios = zip(own, others).map { $0 / $1 }
    return Finding(
      name == Rivals.settled ? work : "\(work), \(name)", own.median, "/s",
      against: (rival, others.median), ratio: ratios.median, reach,
      note: "ratios \((ratios.min() ?? .nan).short)–\((ratios.max() ?? .nan).short)")
  }

  /// What it takes of the processors, which others at work on the machine blur less.
  private func processorFinding(
    _ runs: [String: [Contest.Run]], against rival: String
  ) -> Finding {
    let (own, others) = (runs[Rivals.settled] ?? [], runs[rival] ?? [])
    func each(_ seconds: [Double]) -> Double { seconds.median / Double(count) * 1e6 }
    return Finding(
      "\(work), processor time", each(own.map(\.processorTime)), "µs",
      against: (rival, each(others.map(\.processorTime))),
      ratio: zip(own, others).map { $0.processorTime / $1.processorTime }.median,
      note: "of it \(each(own.map(\.programTime)).short) in the program")
  }
}
