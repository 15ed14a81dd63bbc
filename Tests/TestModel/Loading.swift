internal import Policy
package import Postgres

/// Random Projects on their way into a market, by a few bulk statements.
package struct Loading {
  private let randoms: [RandomProject]
  private var projects: [Project] { randoms.map(\.project) }

  package init(_ randoms: [RandomProject]) {
    self.randoms = randoms
  }

  /// Writes the facts as the platform, and what a worker had already seen of them as the worker: all
  /// in one transaction, so that a worker that is there sees all of a Project at once.
  ///
  /// - Parameter connection: an administrator's.
  package func write(in connection: inout Connection) throws(PostgresError) {
    try connection.script("BEGIN; SET LOCAL ROLE settled_platform")
    try writeProjects(&connection)
    try writeOrders(&connection)
    // A Project has one live cancellation at a time.
    for place in 0..<(projects.map(\.cancellations.count).max() ?? 0) {
      let round = projects.compactMap { project in
        project.cancellations.count > place
          ? (project.id, project.cancellations[place]) : nil
      }
      try write(round, &connection)
      let seen = round.map(\.1).filter { $0.status != .open }
      try connection.script("SET LOCAL ROLE settled_worker")
      try connection.execute(
        """
        UPDATE cancellations c SET status = s.status
          FROM unnest($1::bigint[], $2::text[]) AS s (id, status) WHERE c.cancellation_id = s.id
        """, [.int64s(seen.map(\.id)), .texts(seen.map(\.status.rawValue))])
      try connection.script("SET LOCAL ROLE settled_platform")
    }
    try connection.script("COMMIT")
  }

  private func writeProjects(_ connection: inout Connection) throws(PostgresError) {
    try connection.execute(
      "INSERT INTO advertisers SELECT DISTINCT unnest($1::bigint[]) ON CONFLICT DO NOTHING",
      [.int64s(projects.map(\.advertiserID))])
    try connection.execute(
      """
      INSERT INTO projects (project_id, advertiser_id, provider_id, kind, origin, currency, deadline,
                            status)
      SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[],
                           $6::text[], $7::timestamptz[], $8::text[])
      """,
      [
        .int64s(projects.map(\.id)), .int64s(projects.map(\.advertiserID)),
        .optionalInt64s(projects.map(\.providerID)), .texts(projects.map(\.kind.rawValue)),
        .texts(projects.map(\.origin.rawValue)), .texts(projects.map(\.currency)),
        .optionalInstants(projects.map { $0.deadline?.microseconds }),
        .texts(projects.map(\.status.rawValue)),
      ])
  }

  private func writeOrders(_ connection: inout Connection) throws(PostgresError) {
    var owners: [Int64] = []
    var orders: [Order] = []
    var answers: [Int64?] = []
    for random in randoms {
      for order in random.project.orders {
        owners.append(random.project.id)
        orders.append(order)
        answers.append(random.respondedAt[order.id]?.microseconds)
      }
    }
    func instants(_ fact: (Order) -> Instant?) -> Parameter {
      .optionalInstants(orders.map { fact($0)?.microseconds })
    }
    try connection.execute(
      """
      INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, manual_review, status,
                          agreed_at, delivery_started_at, content_submitted_at,
                          review_requested_at, responded_at, approved_at, approval, completed_at,
                          cancelled_at)
      SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::boolean[],
                           $6::text[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[],
                           $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::text[],
                           $14::timestamptz[], $15::timestamptz[])
      """,
      [
        .int64s(orders.map(\.id)), .int64s(owners), .int64s(orders.map(\.feeMinor)),
        .int64s(orders.map(\.paidMinor)), .bools(orders.map(\.manualReview)),
        .texts(orders.map(\.status.rawValue)), instants(\.agreedAt), instants(\.deliveryStartedAt),
        instants(\.contentSubmittedAt), instants(\.reviewRequestedAt), .optionalInstants(answers),
        instants(\.approvedAt), .optionalTexts(orders.map { $0.approval?.rawValue }),
        instants(\.completedAt), instants(\.cancelledAt),
      ])
  }

  private func write(
    _ round: [(projectID: Int64, cancellation: Cancellation)], _ connection: inout Connection
  ) throws(PostgresError) {
    let cancellations = round.map(\.cancellation)
    func instants(_ fact: (Cancellation) -> Instant?) -> Parameter {
      .optionalInstants(cancellations.map { fact($0)?.microseconds })
    }
    try connection.execute(
      """
      INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                                 request_issued_at, advertiser_accepted_at, provider_accepted_at,
                                 declined_at, withdrawn_at, disputed_at, dispute_resolved_at)
      SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[],
                           $5::timestamptz[], $6::timestamptz[], $7::timestamptz[],
                           $8::timestamptz[], $9::timestamptz[], $10::timestamptz[],
                           $11::timestamptz[])
      """,
      [
        .int64s(cancellations.map(\.id)), .int64s(round.map(\.projectID)),
        .texts(cancellations.map(\.initiatedBy.rawValue)), instants(\.communicatedAt),
        instants(\.requestIssuedAt), instants(\.advertiserAcceptedAt),
        instants(\.providerAcceptedAt), instants(\.declinedAt), instants(\.withdrawnAt),
        instants(\.disputedAt), instants(\.disputeResolvedAt),
      ])
  }
}
