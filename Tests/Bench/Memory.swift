import Foundation

/// What the worker takes of the machine's memory while it catches up two weeks.
struct Memory: Measure {
  static let name = "memory"

  func run(on ground: Ground) throws -> [Finding] {
    let server = try ground.server(.watch)
    let orders = ground.sizes.backlog
    try ground.make("memory", on: server)
    try ground.load("memory", Script.loadApprovals + Script.ageAgenda, orders: orders, on: server)
    let contest = Contest(ground: ground, server: server, expectation: Script.expectApprovals)
    var course = Course()
    let contender = Contest.Contender(name: Rivals.settled, template: "memory", schema: .settled) {
      database in
      let worker = try ground.program.start(["run", "--once"], on: server, database)
      course = Course(of: worker)
      return try worker.finish()
    }
    let run = try contest.run(contender)
    try server.drop("memory")
    return [
      Finding(
        "memory at its most, \(orders) Orders", course.peak, "MB", .figureAtMost(40),
        note: "in \(run.seconds.short) s, \((Double(orders) / run.seconds).short)/s"),
      Finding(
        "its growth from the second quarter to the last", course.growth, "MB", .figureAtMost(1),
        note: "resident in tenths: \(course.tenths.map(\.short).joined(separator: " "))"),
    ]
  }
}

/// The resident memory of a worker, from its start to its end, in MB.
struct Course {
  /// The kernel's own record of the highest.
  private(set) var peak = 0.0
  private var samples: [Double] = []

  init() {}

  /// Looks until it has ended.
  init(of worker: Worker) {
    while !worker.hasEnded {
      // A process that is about to end has no memory any more.
      if let memory = worker.memory {
        samples.append(memory.resident)
        peak = max(peak, memory.peak)
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  /// The most in the last quarter less the most in the second.
  var growth: Double {
    let quarter = samples.count / 4
    guard quarter > 0 else { return .nan }
    let second = samples[quarter..<(2 * quarter)].max() ?? .nan
    return (samples.suffix(quarter).max() ?? .nan) - second
  }

  /// The median of each tenth of the run.
  var tenths: [Double] {
    (0..<10).map { tenth in
      let bounds = [tenth, tenth + 1].map { $0 * samples.count / 10 }
      return Array(samples[bounds[0]..<bounds[1]]).median
    }
  }
}
