-- The facts of these Projects.
-- $1 bigint[]: the Projects.
SELECT p.project_id, p.advertiser_id, p.provider_id, p.kind, p.origin, p.currency, p.deadline,
       p.status
  FROM unnest($1::bigint[]) AS w (project_id)
  JOIN projects p ON p.project_id = w.project_id
