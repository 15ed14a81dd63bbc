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
  let expectation: String

  static func approvals(_ ground: Ground) -> Throughput {
    Throughput(
      work: Approvals.name, procedure: "approve", count: ground.sizes.orders,
      load: Script.loadApprovals, expectation: Script.expectApprovals)
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
    try rivals.load(load)
    let contenders = [
      rivals.program(), try rivals.fastest(rivals.limit, in: contest),
      try rivals.fastest(rivals.byHand, in: contest),
    ]
    let runs = try contest.run(contenders, rounds: ground.sizes.rounds)
      .mapValues { $0.map { Double(count) / $0.seconds } }
    try rivals.drop()
    return [
      finding(Rivals.settled, runs, against: Rivals.limit, .ratioAtLeast(0.9)),
      finding(Rivals.settled, runs, against: Rivals.byHand, .ratioAtLeast(1)),
    ]
  }

  /// Two workers against one.
  func workerFindings(on ground: Ground) throws -> [Finding] {
    let server = try ground.server(.contest)
    let rivals = Rivals(ground: ground, server: server, work: work, procedure: procedure)
    let contest = Contest(ground: ground, server: server, expectation: expectation)
    try rivals.load(load)
    let contenders = [rivals.program("2 workers", workers: 2), rivals.program("1 worker")]
    let runs = try contest.run(contenders, rounds: ground.sizes.rounds)
      .mapValues { $0.map { Double(count) / $0.seconds } }
    try rivals.drop()
    return [finding("2 workers", runs, against: "1 worker", .ratioAtLeast(1.4))]
  }

  private func finding(
    _ name: String, _ runs: [String: [Double]], against rival: String, _ reach: Finding.Reach
  ) -> Finding {
    let (own, others) = (runs[name] ?? [], runs[rival] ?? [])
    let ratios = zip(own, others).map { $0 / $1 }
    return Finding(
      name == Rivals.settled ? work : "\(work), \(name)", own.median, "/s",
      against: (rival, others.median), ratio: ratios.median, reach,
      note: "ratios \((ratios.min() ?? .nan).short)–\((ratios.max() ?? .nan).short)")
  }
}
