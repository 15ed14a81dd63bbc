/// A row in SQL's own words: columns and literals.
struct Row: Sendable {
  let table: String
  var values: [String: String]

  init(_ table: String, _ values: [String: String]) {
    self.table = table
    self.values = values
  }

  /// The same row with other values.
  func with(_ changes: [String: String]) -> Row {
    Row(table, values.merging(changes) { $1 })
  }

  /// The statement which writes it.
  var insert: String {
    let columns = values.keys.sorted()
    let list = columns.compactMap { values[$0] }.joined(separator: ", ")
    return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(list));\n"
  }
}

extension Row {
  /// A Project between advertiser 1 and provider 2.
  static func project(
    _ id: Int, kind: String = "creator", _ changes: [String: String] = [:]
  ) -> Row {
    let values = [
      "project_id": "\(id)", "advertiser_id": "1", "provider_id": "2", "kind": "'\(kind)'",
      "currency": "'EUR'",
    ]
    return Row("projects", values).with(changes)
  }

  /// An Order which was agreed with the new year of 2020.
  static func order(_ id: Int, in project: Int = 1, _ changes: [String: String] = [:]) -> Row {
    let values = [
      "order_id": "\(id)", "project_id": "\(project)", "fee_minor": "1000", "paid_minor": "400",
      "status": "'agreed'", "agreed_at": "'2020-01-01Z'",
    ]
    return Row("orders", values).with(changes)
  }

  /// An Order whose content has been under review since an instant.
  static func review(
    _ id: Int, in project: Int = 1, since instant: String, _ changes: [String: String] = [:]
  ) -> Row {
    let values = [
      "status": "'in_review'", "content_submitted_at": instant, "review_requested_at": instant,
    ]
    return order(id, in: project, values.merging(changes) { $1 })
  }

  /// A cancellation by the advertiser, communicated in February 2020.
  static func cancellation(
    _ id: Int, in project: Int = 1, _ changes: [String: String] = [:]
  ) -> Row {
    let values = [
      "cancellation_id": "\(id)", "project_id": "\(project)", "initiated_by": "'advertiser'",
      "communicated_at": "'2020-02-01Z'",
    ]
    return Row("cancellations", values).with(changes)
  }

  /// A cancellation which was settled.
  static func settled(_ id: Int, in project: Int = 1) -> Row {
    cancellation(
      id, in: project,
      ["status": "'settled'", "effective_at": "'2020-02-02Z'", "settled_at": "'2020-02-03Z'"])
  }

  /// The settlement line of an Order: all refunded.
  static func line(
    _ order: Int, of cancellation: Int, _ changes: [String: String] = [:]
  ) -> Row {
    let values = [
      "order_id": "\(order)", "cancellation_id": "\(cancellation)",
      "rule": "'creator.before_order'", "policy_version": "'2026-02'", "fee_minor": "1000",
      "paid_minor": "400", "refund_minor": "400", "retained_minor": "0",
    ]
    return Row("settlement_lines", values).with(changes)
  }
}
