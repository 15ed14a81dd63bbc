import Foundation
import Postgres
import Synchronization
import TestCluster

/// From the commit of the second acceptance to the commit of the credit, by the server's own record.
struct Latency: Measure {
  static let name = "latency"

  func run(on ground: Ground) throws -> [Finding] {
    let server = try ground.server(.watch)
    return try [("1s", 1000.0, 0.3), ("100ms", 100, 0.05)].flatMap { interval, limit, pause in
      try [false, true].map { isBusy in
        try finding(interval, limit, pause, isBusy, server, ground)
      }
    }
  }

  private func finding(
    _ interval: String, _ limit: Double, _ pause: Double, _ isBusy: Bool, _ server: Server,
    _ ground: Ground
  ) throws -> Finding {
    let count = ground.sizes.acceptances
    let database = "latency"
    try ground.make(database, on: server)
    try ground.load(database, Script.loadLatency, cancellations: count, on: server)
    let worker = try ground.program.start(
      ["run", "--poll-interval", interval], on: server, database)
    let stream = isBusy ? Stream(into: database, on: server) : nil
    var platform = try server.connect(database, as: "settled_platform")
    // As it has been at work for a while, on both sides.
    Thread.sleep(forTimeInterval: 2)
    for number in 1...count {
      try platform.transaction { transaction throws(PostgresError) in
        try transaction.execute(
          """
          UPDATE settled.cancellations SET provider_accepted_at = clock_timestamp()
           WHERE cancellation_id = $1
          """, [.int64(Int64(number))])
        try transaction.execute(
          "INSERT INTO settled.acceptances VALUES ($1)", [.int64(Int64(number))])
      }
      Thread.sleep(forTimeInterval: .random(in: 0...pause))
    }
    // Until then the other work goes on.
    let times = try allLatencies(count, database, server)
    let orders = try stream?.stop()
    worker.stop()
    try server.drop(database)
    return Finding(
      "acceptance to credit, p99, poll \(interval), \(isBusy ? "under load" : "quiet")",
      times.percentile(0.99), "ms", .figureAtMost(limit + 50),
      note: "p50 \(times.median.short), longest \((times.max() ?? .nan).short) ms of \(count)"
        + (orders.map { "; \($0) Orders fell due meanwhile" } ?? ""))
  }

  private func allLatencies(
    _ count: Int, _ database: String, _ server: Server
  ) throws -> [Double] {
    let deadline = ContinuousClock.now + .seconds(120)
    while true {
      let times = try latencies(database, server)
      if times.count == count { return times }
      guard .now < deadline else {
        throw Flaw("\(times.count) of \(count) acceptances were credited.")
      }
      Thread.sleep(forTimeInterval: 0.5)
    }
  }

  /// In milliseconds; only where the amount is right.
  private func latencies(_ database: String, _ server: Server) throws -> [Double] {
    try server.psql(
      database,
      """
      SELECT extract(epoch FROM pg_xact_commit_timestamp(c.xmin) - pg_xact_commit_timestamp(a.xmin))
             * 1000
        FROM settled.acceptances a JOIN settled.refund_credits c USING (cancellation_id)
       WHERE c.amount_minor = 27000
      """
    ).split(separator: "\n").compactMap { Double($0) }
  }
}

/// Other work that keeps coming in: every tenth of a second a hundred Orders fall due.
private final class Stream: Sendable {
  private let isOver = Atomic(false)
  private let result = Mutex<Result<Int, any Error>?>(nil)

  init(into database: String, on server: Server) {
    let conninfo = server.cluster.conninfo(database: database, user: "settled_platform")
    let pace = Duration.milliseconds(100)
    Thread { [self] in
      var next = 1_000_000
      let outcome = Result {
        var connection = try Connection(conninfo, applicationName: "bench")
        var due = ContinuousClock.now
        while !isOver.load(ordering: .relaxed) {
          try Self.add(50, from: next, &connection)
          next += 50
          due += pace
          Thread.sleep(forTimeInterval: max(0, ContinuousClock.now.duration(to: due).seconds))
        }
        return 2 * (next - 1_000_000)
      }
      result.withLock { $0 = outcome }
    }.start()
  }

  /// Ends it, and says how many Orders there were.
  func stop() throws -> Int {
    isOver.store(true, ordering: .relaxed)
    while true {
      if let outcome = result.withLock({ $0 }) { return try outcome.get() }
      Thread.sleep(forTimeInterval: 0.01)
    }
  }

  private static func add(
    _ projects: Int, from first: Int, _ connection: inout Connection
  ) throws(PostgresError) {
    let bounds: [Parameter] = [.int64(Int64(first)), .int64(Int64(first + projects - 1))]
    try connection.transaction { transaction throws(PostgresError) in
      try transaction.execute(
        """
        INSERT INTO settled.projects (project_id, advertiser_id, provider_id, kind, currency)
        SELECT n, 1 + n % 5000, 1000000, 'creator', 'EUR' FROM generate_series($1, $2) AS n
        """, bounds)
      try transaction.execute(
        """
        INSERT INTO settled.orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                                    content_submitted_at, review_requested_at)
        SELECT 2 * n - part, n, 10000, 5000, 'in_review', now() - interval '30 days',
               now() - interval '20 days', now() - interval '20 days'
          FROM generate_series($1, $2) AS n, generate_series(0, 1) AS part
        """, bounds)
    }
  }
}
