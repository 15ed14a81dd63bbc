/// A column as the contract spells it.
struct Column: Hashable, Sendable, CustomStringConvertible {
  let table: String
  let name: String
  let type: String
  let isNullable: Bool
  let defaultValue: String

  /// Reads `table.name type null|required [default]`.
  init(_ words: String) {
    let parts = words.split(separator: " ", maxSplits: 3).map(String.init)
    let path = parts[0].split(separator: ".").map(String.init)
    table = path[0]
    name = path[1]
    type = parts[1]
    isNullable = parts[2] == "null"
    defaultValue = parts.count > 3 ? parts[3] : ""
  }

  var description: String {
    "\(table).\(name) \(type) \(isNullable ? "null" : "required") \(defaultValue)"
  }
}

extension Column {
  /// Every column of the contract.
  static let contract: Set<Column> = Set(
    (facts + cancellations + outcomes + notices).split(separator: "\n").map { Column(String($0)) })

  private static let facts = """
    advertisers.advertiser_id bigint required
    advertisers.email text null
    projects.project_id bigint required
    projects.advertiser_id bigint required
    projects.provider_id bigint null
    projects.kind text required
    projects.origin text required 'platform'::text
    projects.currency text required
    projects.deadline timestamptz null
    projects.status text required 'active'::text
    projects.created_at timestamptz required now()
    orders.order_id bigint required
    orders.project_id bigint required
    orders.fee_minor bigint required
    orders.paid_minor bigint required 0
    orders.manual_review boolean required true
    orders.status text required 'proposed'::text
    orders.agreed_at timestamptz null
    orders.delivery_started_at timestamptz null
    orders.content_submitted_at timestamptz null
    orders.review_requested_at timestamptz null
    orders.responded_at timestamptz null
    orders.approved_at timestamptz null
    orders.approval text null
    orders.completed_at timestamptz null
    orders.cancelled_at timestamptz null

    """

  private static let cancellations = """
    cancellations.cancellation_id bigint required next_cancellation_id()
    cancellations.project_id bigint required
    cancellations.initiated_by text required
    cancellations.communicated_at timestamptz required
    cancellations.request_issued_at timestamptz null
    cancellations.advertiser_accepted_at timestamptz null
    cancellations.provider_accepted_at timestamptz null
    cancellations.declined_at timestamptz null
    cancellations.withdrawn_at timestamptz null
    cancellations.disputed_at timestamptz null
    cancellations.dispute_resolved_at timestamptz null
    cancellations.status text required 'open'::text
    cancellations.status_reason text null
    cancellations.effective_at timestamptz null
    cancellations.settled_at timestamptz null

    """

  private static let outcomes = """
    settlement_lines.order_id bigint required
    settlement_lines.cancellation_id bigint required
    settlement_lines.rule text required
    settlement_lines.policy_version text required
    settlement_lines.fee_minor bigint required
    settlement_lines.paid_minor bigint required
    settlement_lines.refund_minor bigint required
    settlement_lines.retained_minor bigint required
    refund_credits.cancellation_id bigint required
    refund_credits.advertiser_id bigint required
    refund_credits.project_id bigint required
    refund_credits.currency text required
    refund_credits.amount_minor bigint required
    refund_credits.credited_at timestamptz required now()
    refund_credits.due_by timestamptz required

    """

  private static let notices = """
    notifications.notification_id bigint required
    notifications.recipient text required
    notifications.recipient_id bigint required
    notifications.kind text required
    notifications.project_id bigint required
    notifications.order_id bigint null
    notifications.cancellation_id bigint null
    notifications.payload jsonb required '{}'::jsonb
    notifications.created_at timestamptz required now()
    quarantine.subject text required
    quarantine.subject_id bigint required
    quarantine.code text required
    quarantine.detail text required
    quarantine.first_seen_at timestamptz required now()
    quarantine.last_seen_at timestamptz required now()
    """
}
