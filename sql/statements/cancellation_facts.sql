-- The cancellations of these Projects.
-- $1 bigint[]: the Projects.
SELECT c.cancellation_id, c.project_id, c.initiated_by, c.communicated_at, c.request_issued_at,
       c.advertiser_accepted_at, c.provider_accepted_at, c.declined_at, c.withdrawn_at,
       c.disputed_at, c.dispute_resolved_at, c.status, c.effective_at
  FROM cancellations c
 WHERE c.project_id = ANY ($1)
 ORDER BY c.project_id, c.cancellation_id
