-- The facts of these Projects, and how many Orders and cancellations to expect of each.
-- $1 bigint[]: the Projects.
SELECT p.project_id, p.advertiser_id, p.provider_id, p.kind, p.origin, p.currency, p.deadline,
       p.status,
       (SELECT count(*) FROM orders o WHERE o.project_id = p.project_id),
       (SELECT count(*) FROM cancellations c WHERE c.project_id = p.project_id)
  FROM unnest($1::bigint[]) AS w (project_id)
  JOIN projects p ON p.project_id = w.project_id
