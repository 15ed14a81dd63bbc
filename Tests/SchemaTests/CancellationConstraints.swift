extension ConstraintCase {
  private static let open = Row.cancellation(9, in: 2)
  private static let settled = Row.settled(9, in: 2)

  /// The values of a cancellation.
  static let cancellationValues = [
    ConstraintCase(
      "cancellations_initiator_is_known", open, refused: ["initiated_by": "'creator'"],
      accepted: ["initiated_by": "'provider'"]),
    ConstraintCase(
      "cancellations_only_the_worker_writes_deadline", open,
      refused: ["initiated_by": "'deadline'"], accepted: [:]),
    ConstraintCase(
      "cancellations_status_is_known", open, refused: ["status": "'accepted'"],
      accepted: ["status": "'waiting_for_open_orders'"]),
    ConstraintCase(
      "cancellations_project_id_fkey", open, refused: ["project_id": "77"], accepted: [:]),
    ConstraintCase("cancellations_pkey", open, refused: ["cancellation_id": "1"], accepted: [:]),
    ConstraintCase(
      "cancellations_settled_has_its_times", settled, refused: ["effective_at": "NULL"],
      accepted: [:]),
    ConstraintCase(
      "cancellations_settled_has_its_times", settled, refused: ["settled_at": "NULL"],
      accepted: [:]),
    ConstraintCase(
      "cancellations_settled_has_its_times", settled, refused: ["status": "'open'"],
      accepted: [:]),
    ConstraintCase(
      "cancellations_resolution_follows_its_dispute", open,
      refused: ["dispute_resolved_at": "'2020-02-09Z'"],
      accepted: ["disputed_at": "'2020-02-09Z'", "dispute_resolved_at": "'2020-02-09Z'"]),
    ConstraintCase(
      "cancellations_resolution_follows_its_dispute", open,
      refused: ["disputed_at": "'2020-02-09Z'", "dispute_resolved_at": "'2020-02-08Z'"],
      accepted: ["disputed_at": "'2020-02-09Z'"]),
  ]

  /// No instant of a cancellation comes before it was made known, nor at the end of time.
  static let cancellationTimes: [ConstraintCase] = [
    "request_issued_at", "advertiser_accepted_at", "provider_accepted_at", "declined_at",
    "withdrawn_at", "disputed_at",
  ].flatMap { column in
    // Agreed: otherwise the wish of one side is accepted at once.
    let base = Row.cancellation(9, in: 3)
    return [
      ConstraintCase(
        "cancellations_nothing_precedes_the_communication", base,
        refused: [column: "'2020-01-31 23:59:59.999999Z'"], accepted: [column: "'2020-02-01Z'"]),
      ConstraintCase(
        "cancellations_times_lie_between_1970_and_9999", base, refused: [column: "'infinity'"],
        accepted: [column: "'9999-12-31 23:59:59.999999Z'"]),
    ]
  }
}
