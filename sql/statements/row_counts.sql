-- How many Orders and cancellations each of these Projects has.
-- $1 bigint[]: the Projects.
SELECT w.project_id,
       (SELECT count(*) FROM orders o WHERE o.project_id = w.project_id),
       (SELECT count(*) FROM cancellations c WHERE c.project_id = w.project_id)
  FROM unnest($1::bigint[]) AS w (project_id)
