-- What was recorded of the cancellations of a Project: when each took effect and was applied, why it
-- stands where it stands, and its credit.
-- $1 bigint: the Project.
SELECT c.cancellation_id, c.status_reason, c.effective_at, c.settled_at, r.amount_minor,
       r.credited_at, r.due_by
  FROM cancellations c LEFT JOIN refund_credits r ON r.cancellation_id = c.cancellation_id
 WHERE c.project_id = $1
 ORDER BY c.cancellation_id
