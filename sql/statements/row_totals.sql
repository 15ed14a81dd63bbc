-- How many Orders and cancellations these Projects have together.
-- $1 bigint[]: the Projects.
SELECT (SELECT count(*) FROM unnest($1::bigint[]) AS w (project_id)
          JOIN orders o ON o.project_id = w.project_id),
       (SELECT count(*) FROM unnest($1::bigint[]) AS w (project_id)
          JOIN cancellations c ON c.project_id = w.project_id)
