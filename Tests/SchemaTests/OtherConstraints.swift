extension ConstraintCase {
  private static let project = Row.project(9)
  private static let line = Row.line(1, of: 1)
  private static let credit = Row(
    "refund_credits",
    [
      "cancellation_id": "1", "advertiser_id": "1", "project_id": "1", "currency": "'EUR'",
      "amount_minor": "1", "due_by": "'2020-03-01Z'",
    ])
  private static let notice = Row(
    "notifications",
    [
      "recipient": "'advertiser'", "recipient_id": "1", "kind": "'project_cancelled'",
      "project_id": "1", "cancellation_id": "1",
    ])
  private static let deemedApproval = Row(
    "notifications",
    [
      "recipient": "'advertiser'", "recipient_id": "1", "kind": "'order_deemed_approved'",
      "project_id": "1", "order_id": "1",
    ])
  private static let fault = Row(
    "quarantine",
    [
      "subject": "'order'", "subject_id": "1", "project_id": "1", "code": "'odd'",
      "detail": "'Odd.'",
    ])

  /// Projects: five currencies which are none, and the rest.
  static let projectValues =
    ["eur", "EU", "EURO", "E1R", "€€€"].map {
      ConstraintCase(
        "projects_currency_is_three_capital_letters", project, refused: ["currency": "'\($0)'"],
        accepted: ["currency": "'CHF'"])
    } + [
      ConstraintCase(
        "projects_kind_is_known", project, refused: ["kind": "'studio'"],
        accepted: ["kind": "'creator_content_at_scale'"]),
      ConstraintCase(
        "projects_origin_is_known", project, refused: ["origin": "'public'"],
        accepted: ["origin": "'private'"]),
      ConstraintCase(
        "projects_status_is_known", project, refused: ["status": "'done'"],
        accepted: ["status": "'completed'"]),
      ConstraintCase(
        "projects_deadline_lies_between_1970_and_9999", project,
        refused: ["deadline": "'infinity'"],
        accepted: ["deadline": "'9999-12-31 23:59:59.999999Z'"]),
      ConstraintCase(
        "projects_advertiser_id_fkey", project, refused: ["advertiser_id": "77"], accepted: [:]),
    ]

  /// Lines and credits.
  static let moneyValues = [
    ConstraintCase(
      "settlement_lines_rule_is_known", line, refused: ["rule": "'creator.goodwill'"],
      accepted: ["rule": "'partner.outstanding_balance'"]),
    ConstraintCase(
      "settlement_lines_paid_is_refund_plus_retained", line, refused: ["retained_minor": "1"],
      accepted: ["retained_minor": "1", "refund_minor": "399"]),
    ConstraintCase(
      "settlement_lines_refund_is_not_negative", line,
      refused: ["refund_minor": "-1", "retained_minor": "401"],
      accepted: ["refund_minor": "0", "retained_minor": "400"]),
    ConstraintCase(
      "settlement_lines_retained_is_not_negative", line,
      refused: ["refund_minor": "401", "retained_minor": "-1"], accepted: [:]),
    ConstraintCase(
      "settlement_lines_paid_lies_between_0_and_the_fee", line, refused: ["fee_minor": "399"],
      accepted: ["fee_minor": "400"]),
    ConstraintCase(
      "settlement_lines_pkey", line, refused: ["order_id": "2"], accepted: ["order_id": "3"]),
    ConstraintCase(
      "settlement_lines_order_id_fkey", line, refused: ["order_id": "77"], accepted: [:]),
    ConstraintCase(
      "refund_credits_amount_is_positive", credit, refused: ["amount_minor": "0"], accepted: [:]),
    ConstraintCase(
      "refund_credits_cancellation_id_fkey", credit, refused: ["cancellation_id": "77"],
      accepted: [:]),
  ]

  /// Notifications and the quarantine.
  static let noticeValues = [
    ConstraintCase(
      "notifications_recipient_is_known", notice, refused: ["recipient": "'everybody'"],
      accepted: ["recipient": "'provider'"]),
    ConstraintCase(
      "notifications_kind_is_known", notice, refused: ["kind": "'spam'"],
      accepted: ["kind": "'deadline_missed'"]),
    ConstraintCase(
      "notifications_once_per_event_of_a_cancellation", notice,
      refused: ["kind": "'refund_credited'"],
      accepted: ["kind": "'refund_credited'", "recipient": "'provider'"]),
    ConstraintCase(
      "notifications_once_per_deemed_approval", deemedApproval, refused: [:],
      accepted: ["recipient": "'provider'"]),
    ConstraintCase(
      "notifications_once_per_deemed_approval", deemedApproval, refused: ["recipient_id": "2"],
      accepted: ["order_id": "3"]),
    ConstraintCase(
      "quarantine_subject_is_known", fault, refused: ["subject": "'advertiser'"],
      accepted: ["subject": "'project'"]),
  ]
}
