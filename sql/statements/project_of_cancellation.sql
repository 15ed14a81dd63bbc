-- $1 bigint: the cancellation.
SELECT project_id FROM cancellations WHERE cancellation_id = $1
