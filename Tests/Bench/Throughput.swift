/// How many Orders deemed approved a second.
struct Approvals: Measure {
  static let name = "approvals"

  func run(on ground: Ground) throws -> [Finding] {
    try Throughput(
      work: Self.name, procedure: "approve", count: ground.sizes.orders,
      load: Script.loadApprovals, expectation: Script.expectApprovals
    ).findings(on: ground)
  }
}

/// How many cancellations settled a second, of three Orders each.
struct Settlements: Measure {
  static let name = "settlements"

  func run(on ground: Ground) throws -> [Finding] {
    try Throughput(
      work: Self.name, procedure: "settle", count: ground.sizes.cancellations,
      load: Script.loadSettlements, expectation: Script.expectSettlements
    ).findings(on: ground)
  }
}

/// What all work that has fallen due at once comes to, a second.
struct Throughput {
  let work: String
  let procedure: String
  let count: Int
  let load: String
  let expectation: String

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
      finding(runs, against: Rivals.limit, .ratioAtLeast(0.9)),
      finding(runs, against: Rivals.byHand, .ratioAtLeast(1)),
    ]
  }

  private func finding(
    _ runs: [String: [Double]], against rival: String, _ reach: Finding.Reach
  ) -> Finding {
    let (own, others) = (runs[Rivals.settled] ?? [], runs[rival] ?? [])
    let ratios = zip(own, others).map { $0 / $1 }
    return Finding(
      work, own.median, "/s", against: (rival, others.median), ratio: ratios.median, reach,
      note: "ratios \((ratios.min() ?? .nan).short)–\((ratios.max() ?? .nan).short)")
  }
}
