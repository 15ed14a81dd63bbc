-- The cancellations of these Projects.
-- $1 bigint[]: the Projects.
SELECT c.cancellation_id, c.project_id, c.initiated_by, c.communicated_at, c.request_issued_at,
       c.advertiser_accepted_at, c.provider_accepted_at, c.declined_at, c.withdrawn_at,
       c.disputed_at, c.dispute_resolved_at, c.status, c.effective_at
  FROM unnest($1::bigint[]) AS w (project_id)
  JOIN cancellations c ON c.project_id = w.project_id
