-- The cancellations that a person must decide, longest first.
SELECT c.cancellation_id, c.project_id, c.status_reason
  FROM cancellations c
 WHERE c.status = 'escalated'
 ORDER BY c.communicated_at, c.cancellation_id
 LIMIT 20
