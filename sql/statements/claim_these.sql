-- Claims these Projects again, after a batch that held them was rolled back.
-- $1 bigint[]: the Projects.
SELECT project_id, due_at
  FROM agenda
 WHERE project_id = ANY ($1) AND due_at <= now()
 ORDER BY due_at, project_id
   FOR UPDATE SKIP LOCKED
