import Testing

@Suite struct ShapeTests {
  @Test func tablesHaveTheColumnsOfTheContract() throws {
    var bench = try Bench()
    let found = try bench.texts(
      """
      SELECT table_name || '.' || column_name || ' '
               || replace(data_type, 'timestamp with time zone', 'timestamptz')
               || CASE is_nullable WHEN 'YES' THEN ' null' ELSE ' required' END
               || coalesce(' ' || column_default, '')
        FROM information_schema.columns WHERE table_schema = 'settled'
      """
    ).map(Column.init)
    #expect(Column.contract.subtracting(found).map(\.description) == [])
  }

  @Test(arguments: [
    ("advertisers", "advertiser_id"), ("projects", "project_id"), ("orders", "order_id"),
    ("cancellations", "cancellation_id"), ("settlement_lines", "order_id"),
    ("refund_credits", "cancellation_id"), ("notifications", "notification_id"),
    ("quarantine", "subject, subject_id"),
  ]) func tablesHaveTheirKeys(table: String, key: String) throws {
    var bench = try Bench()
    let found = try bench.text(
      """
      SELECT pg_get_constraintdef(oid) FROM pg_constraint
       WHERE conrelid = '\(table)'::regclass AND contype = 'p'
      """)
    #expect(found == "PRIMARY KEY (\(key))")
  }

  @Test(arguments: [
    (
      "fund_details",
      "advertiser_id, credited_at, project_id, cancellation_id, currency, amount_minor,"
        + " balance_minor"
    ),
    ("advertiser_balances", "advertiser_id, currency, balance_minor"),
  ]) func viewsHaveTheColumnsOfTheContract(view: String, columns: String) throws {
    var bench = try Bench()
    let found = try bench.text(
      """
      SELECT string_agg(column_name, ', ' ORDER BY ordinal_position)
        FROM information_schema.columns JOIN information_schema.views
             USING (table_schema, table_name)
       WHERE table_schema = 'settled' AND table_name = '\(view)'
      """)
    #expect(found == columns)
  }

  @Test func balancesRunPerAdvertiserAndCurrency() throws {
    var bench = try Bench()
    try bench.run("INSERT INTO advertisers VALUES (2, 'two@example.org')")
    let credits = [(1, 1, "EUR", 50), (2, 1, "EUR", 7), (3, 1, "USD", 9), (4, 2, "EUR", 11)]
    for (id, advertiser, currency, amount) in credits {
      try bench.run(Row.project(id).insert + Row.settled(id, in: id).insert)
      try bench.run(
        """
        INSERT INTO refund_credits VALUES
          (\(id), \(advertiser), \(id), '\(currency)', \(amount), '2020-01-0\(id)Z', '2020-02-01Z')
        """)
    }
    let details = try bench.texts(
      """
      SELECT concat_ws(' ', cancellation_id, currency, amount_minor, balance_minor)
        FROM fund_details ORDER BY cancellation_id
      """)
    #expect(details == ["1 EUR 50 50", "2 EUR 7 57", "3 USD 9 9", "4 EUR 11 11"])
    let balances = try bench.texts(
      """
      SELECT concat_ws(' ', advertiser_id, currency, balance_minor)
        FROM advertiser_balances ORDER BY 1
      """)
    #expect(balances == ["1 EUR 57", "1 USD 9", "2 EUR 11"])
  }

  @Test func balancesDoNotOverflow() throws {
    var bench = try Bench()
    for id in 1...2 {
      try bench.run(
        Row.project(id).insert + Row.settled(id, in: id).insert
          + """
          INSERT INTO refund_credits (cancellation_id, advertiser_id, project_id, currency,
                                      amount_minor, due_by)
          VALUES (\(id), 1, \(id), 'EUR', 9223372036854775807, now())
          """)
    }
    #expect(
      try bench.text("SELECT balance_minor FROM advertiser_balances") == "18446744073709551614")
  }

  @Test func cancellationsAreNumberedPastThePlatformsOwnNumbers() throws {
    var bench = try Bench()
    for id in 1...4 { try bench.run(Row.project(id).insert) }
    try bench.run(as: "settled_platform", Row.cancellation(1).insert)
    try bench.run(as: "settled_platform", Row.cancellation(2, in: 2).insert)
    for id in 3...4 {
      try bench.run(
        as: "settled_platform",
        """
        INSERT INTO cancellations (project_id, initiated_by, communicated_at)
        VALUES (\(id), 'provider', '2020-02-01Z')
        """)
    }
    #expect(
      try bench.texts("SELECT cancellation_id::text FROM cancellations ORDER BY 1").count == 4)
  }
}
