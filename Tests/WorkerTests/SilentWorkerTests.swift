import Policy
import Postgres
import Store
import Testing

/// A worker that says nothing more in the middle of a transaction, because its host is gone or stands
/// still.
@Suite struct SilentWorkerTests {
  @Test("Its server gives back what it held, after half a minute")
  func givesBack() throws {
    let site = try Site()
    try site.run(Story.project(1), Story.agreed(1, of: 1))
    var market = try site.market()
    var platform = try site.connection()
    try platform.script("SET lock_timeout = '50s'")
    let start = ContinuousClock.now
    #expect(throws: PostgresError.self) {
      try market.transaction { transaction, _ throws(PostgresError) in
        try transaction.execute("SELECT FROM orders FOR UPDATE")
        try platform.script("UPDATE orders SET paid_minor = 7 WHERE order_id = 1")
      }
    }
    #expect(start.duration(to: .now) > .seconds(25))
    #expect(try site.number("SELECT paid_minor FROM orders") == 7)
  }
}
