import Postgres
import TestCluster
import Testing

@Suite("COPY") struct CopyTests {
  private static let statement =
    "COPY t (a, note, said, at, told) FROM STDIN (FORMAT binary)"
  private let database: String

  init() throws {
    database = try Cluster.shared.createDatabase()
    _ = try Cluster.shared.psql(
      database,
      """
      CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY, a bigint PRIMARY KEY, note text, small int,
                      said boolean, at timestamptz, told jsonb,
                      CONSTRAINT a_is_positive CHECK (a > 0))
      """)
  }

  private func rows(_ numbers: some Sequence<Int64>, note: String = "n") -> CopyRows {
    var rows = CopyRows()
    for number in numbers {
      rows.add(.int64(number), .text(note), .bool(true), .instant(0), .jsonb("{\"n\": \(number)}"))
    }
    return rows
  }

  /// How many rows the server has taken, in a transaction of their own.
  private func copy(
    _ rows: CopyRows, as sql: String = CopyTests.statement, in connection: inout Connection
  ) throws(PostgresError) -> Int {
    try connection.transaction { transaction throws(PostgresError) in
      try transaction.copy(sql, rows).affected
    }
  }

  private func count() throws -> Int64 {
    var connection = try reach(database)
    return try connection.execute("SELECT count(*) FROM t").int64(0, 0)
  }

  @Test("Values and their absence arrive as they were")
  func values() throws {
    var rows = CopyRows()
    rows.add(
      .int64(.max), .text("“quoted”,\t\\N\n"), .bool(false), .instant(1_700_000_000_123_456),
      .jsonb("{\"at\": \"x\"}"))
    rows.add(.int64(1), .text(""), .bool(true), .instant(nil), .jsonb("null"))
    rows.add(.int64(2), .text(nil), .bool(nil), .instant(0), .jsonb(nil))
    #expect(rows.count == 3)
    var connection = try reach(database)
    #expect(try copy(rows, in: &connection) == 3)
    let text = try Cluster.shared.psql(
      database,
      "SET timezone = 'UTC'; SELECT a, to_json(note), said, at, told FROM t ORDER BY id")
    let lines = text.split(separator: "\n").filter { $0 != "SET" }.map(String.init)
    #expect(
      lines == [
        #"9223372036854775807|"“quoted”,\t\\N\n"|f|2023-11-14 22:13:20.123456+00|{"at": "x"}"#,
        #"1|""|t||null"#, "2|||1970-01-01 00:00:00+00|",
      ])
  }

  @Test("More than a line takes at once, and nothing at all")
  func sizes() throws {
    var connection = try reach(database)
    let note = String(repeating: "x", count: 999)
    #expect(try copy(rows(1...20_000, note: note), in: &connection) == 20_000)
    #expect(try copy(CopyRows(), in: &connection) == 0)
    #expect(try count() == 20_000)
  }

  @Test("A row that is refused refuses all of them, by its constraint", arguments: [1, 10_000])
  func refused(place: Int64) throws {
    var connection = try reach(database)
    let rows = rows((1...20_000).map { $0 == place ? -$0 : $0 })
    let refusal = failure { () throws(PostgresError) in _ = try copy(rows, in: &connection) }
    #expect(refusal?.kind == .row)
    #expect(refusal?.sqlState == "23514")
    #expect(refusal?.constraint == "a_is_positive")
    #expect(try count() == 0)
  }

  @Test("A session goes on after a COPY that failed")
  func goesOn() throws {
    var connection = try reach(database)
    // The last one's amount is of another width than its column.
    let refusals = [
      ("nothing (a)", "42P01"), ("t (a)", "22P04"), ("t (a, b)", "42703"),
      ("t (small, note, said, at, told)", "22P03"),
    ]
    for (columns, sqlState) in refusals {
      let refusal = failure { () throws(PostgresError) in
        _ = try copy(
          rows([1]), as: "COPY \(columns) FROM STDIN (FORMAT binary)", in: &connection)
      }
      #expect(refusal?.sqlState == sqlState)
      #expect(refusal?.kind == .unusable)
    }
    #expect(try copy(rows([1]), in: &connection) == 1)
  }

  @Test("A statement that asks for no rows gets none")
  func noCopy() throws {
    var connection = try reach(database)
    #expect(try copy(rows([1]), as: "SELECT 1", in: &connection) == 1)
    #expect(try copy(rows([1]), in: &connection) == 1)
    #expect(try count() == 1)
  }

  @Test("Work is done meanwhile, and its failure is the COPY's")
  func meanwhile() throws {
    var connection = try reach(database)
    let thrown = PostgresError(sqlState: "P0001", message: "second thoughts")
    let error = failure { () throws(PostgresError) in
      try connection.transaction { transaction throws(PostgresError) in
        _ = try transaction.copy(Self.statement, rows([1])) { () throws(PostgresError) in
          throw thrown
        }
      }
    }
    #expect(error == thrown)
    #expect(try count() == 0)
  }

  @Test("A line that is cut at the rows is lost, and they with it")
  func lost() throws {
    let relay = try Relay(to: Cluster.shared.entrance)
    defer { relay.close() }
    relay.expect("PGCOPY", .cutBefore)
    var connection = try Connection(
      "host=\(relay.socketDirectory) dbname=\(database) user=postgres", applicationName: "lost")
    let error = failure { () throws(PostgresError) in
      _ = try copy(rows(1...20_000), in: &connection)
    }
    let isBroken = connection.isBroken
    #expect(error?.kind == .unreachable)
    #expect(isBroken)
  }

  /// Lets the server take its time over the first row, while the others wait on the line.
  private func dawdle() throws {
    _ = try Cluster.shared.psql(
      database, "ALTER TABLE t ADD CHECK (a <> 1 OR pg_sleep(20) IS NOT NULL)")
  }

  @Test("A server that takes no rows is given up")
  func stuck() throws {
    try dawdle()
    // The client allows for 15 seconds more than the server.
    var connection = try Connection(
      Cluster.shared.address(database: database), applicationName: "stuck",
      limits: Limits(statement: .seconds(-14), commit: nil))
    let error = failure { () throws(PostgresError) in
      _ = try copy(rows(1...20_000), in: &connection)
    }
    #expect(error?.kind == .unreachable)
    #expect(error?.message == "the server has not answered for 1 s")
  }

  @Test("A COPY is cancelled when the program is to end, and the session goes on", .waiting)
  func cancelled() throws {
    try dawdle()
    let waiting = Impatience(after: .seconds(60))
    var connection = try Connection(
      Cluster.shared.address(database: database), applicationName: "to end", waiting: waiting)
    var start = ContinuousClock.now
    let error = failure { () throws(PostgresError) in
      try connection.transaction { transaction throws(PostgresError) in
        start = .now
        waiting.begin(in: .milliseconds(500))
        _ = try transaction.copy(Self.statement, rows(1...20_000))
      }
    }
    waiting.begin(in: .seconds(60))
    #expect(error?.kind == .interrupted)
    #expect(start.duration(to: .now) < .seconds(8))
    #expect(try copy(rows([2]), in: &connection) == 1)
  }

  @Test("The words of a server that ends amid the rows are what is told")
  func terminated() throws {
    try dawdle()
    var connection = try connect(database)
    let process = try connection.execute("SELECT pg_backend_pid()::bigint").int64(0, 0)
    var other = try connect()
    let deadline = ContinuousClock.now + .seconds(10)
    let error = failure { () throws(PostgresError) in
      try connection.transaction { transaction throws(PostgresError) in
        _ = try transaction.copy(Self.statement, rows(1...9)) { () throws(PostgresError) in
          while ContinuousClock.now < deadline {
            let ended = try other.execute(
              """
              SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE pid = $1 AND wait_event = 'PgSleep'
              """, [.int64(process)])
            if ended.count > 0 { return }
          }
        }
      }
    }
    let isBroken = connection.isBroken
    #expect(error?.kind == .unreachable)
    #expect(error?.sqlState == "57P01")
    #expect(isBroken)
  }
}
