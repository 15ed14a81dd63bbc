extension ConstraintCase {
  private static let agreed = Row.order(9)
  private static let review = Row.review(9, since: "'2020-01-05Z'")
  private static let approved = review.with([
    "status": "'approved'", "approved_at": "'2020-01-06Z'", "approval": "'express'",
    "responded_at": "'2020-01-06Z'",
  ])
  private static let completed = agreed.with([
    "status": "'completed'", "completed_at": "'2020-01-09Z'",
  ])

  /// Money, closed sets and keys.
  static let orderValues = [
    ConstraintCase(
      "orders_fee_is_not_negative", agreed, refused: ["fee_minor": "-1", "paid_minor": "0"],
      accepted: ["fee_minor": "0", "paid_minor": "0"]),
    ConstraintCase(
      "orders_paid_lies_between_0_and_the_fee", agreed, refused: ["paid_minor": "1001"],
      accepted: ["paid_minor": "1000"]),
    ConstraintCase(
      "orders_paid_lies_between_0_and_the_fee", agreed, refused: ["paid_minor": "-1"],
      accepted: ["paid_minor": "0"]),
    ConstraintCase(
      "orders_status_is_known", agreed, refused: ["status": "'Agreed'"],
      accepted: ["status": "'agreed'"]),
    ConstraintCase(
      "orders_approval_is_known", approved, refused: ["approval": "'tacit'"], accepted: [:]),
    ConstraintCase(
      "orders_project_id_fkey", agreed, refused: ["project_id": "77"],
      accepted: ["project_id": "2"]),
    ConstraintCase("orders_pkey", agreed, refused: ["order_id": "1"], accepted: [:]),
    ConstraintCase(
      "orders_times_lie_between_1970_and_9999", agreed, refused: ["agreed_at": "'infinity'"],
      accepted: ["agreed_at": "'9999-12-31 23:59:59.999999Z'"]),
    ConstraintCase(
      "orders_times_lie_between_1970_and_9999", agreed, refused: ["agreed_at": "'-infinity'"],
      accepted: ["agreed_at": "'1970-01-01Z'"]),
    ConstraintCase(
      "orders_times_lie_between_1970_and_9999", agreed,
      refused: ["responded_at": "'10000-01-01Z'"], accepted: ["responded_at": "'2021-01-01Z'"]),
  ]

  /// The stages on the way to the review.
  static let orderStages = [
    ConstraintCase(
      "orders_proposed_is_not_yet_agreed", agreed, refused: ["status": "'proposed'"],
      accepted: ["status": "'proposed'", "agreed_at": "NULL"]),
    ConstraintCase(
      "orders_agreed_has_its_time", agreed, refused: ["agreed_at": "NULL"], accepted: [:]),
    ConstraintCase(
      "orders_content_follows_the_agreement", agreed,
      refused: ["content_submitted_at": "'2019-12-31 23:59:59.999999Z'"],
      accepted: ["content_submitted_at": "'2020-01-01Z'"]),
    ConstraintCase(
      "orders_content_follows_the_agreement", agreed,
      refused: [
        "status": "'proposed'", "agreed_at": "NULL", "content_submitted_at": "'2020-01-02Z'",
      ],
      accepted: ["content_submitted_at": "'2020-01-02Z'"]),
    ConstraintCase(
      "orders_review_follows_the_submission", review,
      refused: ["review_requested_at": "'2020-01-04Z'"],
      accepted: ["review_requested_at": "'2020-01-05Z'"]),
    ConstraintCase(
      "orders_review_follows_the_submission", review, refused: ["content_submitted_at": "NULL"],
      accepted: [:]),
    ConstraintCase(
      "orders_review_has_its_time", review, refused: ["review_requested_at": "NULL"],
      accepted: ["review_requested_at": "'2020-01-06Z'"]),
    ConstraintCase(
      "orders_in_review_awaits_an_answer", review, refused: ["responded_at": "'2020-01-06Z'"],
      accepted: ["responded_at": "'2020-01-05Z'"]),
  ]

  /// Approvals and ends.
  static let orderEnds = [
    ConstraintCase(
      "orders_approval_has_its_time", approved, refused: ["approved_at": "NULL"], accepted: [:]),
    ConstraintCase(
      "orders_approval_has_its_time", approved, refused: ["approval": "NULL"], accepted: [:]),
    ConstraintCase(
      "orders_approval_has_its_time", approved, refused: ["status": "'in_review'"], accepted: [:]),
    ConstraintCase(
      "orders_approval_follows_submission_and_answer", approved,
      refused: ["approval": "'platform'", "approved_at": "'2020-01-04Z'"],
      accepted: [
        "approval": "'platform'", "manual_review": "false", "approved_at": "'2020-01-05Z'",
      ]),
    ConstraintCase(
      "orders_approval_follows_submission_and_answer", approved,
      refused: ["responded_at": "'2020-01-07Z'"], accepted: ["responded_at": "'2020-01-06Z'"]),
    ConstraintCase(
      "orders_deemed_approval_is_at_review_due", approved,
      refused: [
        "approval": "'deemed'", "responded_at": "NULL",
        "approved_at": "'2020-01-18 23:59:59.999999Z'",
      ],
      accepted: [
        "approval": "'deemed'", "responded_at": "NULL", "approved_at": "'2020-01-19Z'",
      ]),
    ConstraintCase(
      "orders_deemed_approval_is_at_review_due", approved,
      refused: [
        "approval": "'deemed'", "responded_at": "NULL", "approved_at": "'2020-01-19Z'",
        "manual_review": "false",
      ],
      accepted: [
        "approval": "'deemed'", "responded_at": "NULL", "approved_at": "'2020-01-19Z'",
      ]),
    ConstraintCase(
      "orders_completed_has_its_time", completed, refused: ["completed_at": "NULL"], accepted: [:]),
    ConstraintCase(
      "orders_completed_has_its_time", completed, refused: ["status": "'agreed'"], accepted: [:]),
    ConstraintCase(
      "orders_completion_comes_last", completed,
      refused: ["delivery_started_at": "'2020-01-10Z'"],
      accepted: ["delivery_started_at": "'2020-01-09Z'"]),
    ConstraintCase(
      "orders_cancelled_has_its_time", agreed, refused: ["status": "'cancelled'"],
      accepted: ["status": "'cancelled'", "cancelled_at": "'2020-01-02Z'"]),
    ConstraintCase(
      "orders_cancelled_has_its_time", agreed, refused: ["cancelled_at": "'2020-01-02Z'"],
      accepted: ["status": "'cancelled'", "cancelled_at": "'2020-01-02Z'"]),
  ]
}
