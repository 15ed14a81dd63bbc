-- Settled cancellations of Projects whose deadline was missed; their numbers come back.
-- $1 bigint[]: Projects; $2 text[]: reasons.
SELECT project_id, cancellation_id FROM record_missed_deadlines($1, $2)
