-- Claims these Projects: again, after a batch that held them was rolled back, or one that is large.
-- The version says whether the schema has been upgraded since this program checked it.
-- $1 bigint[]: the Projects.
SELECT project_id, due_at, (SELECT max(version) FROM schema_migrations)
  FROM agenda
 WHERE project_id = ANY ($1) AND due_at <= now()
 ORDER BY due_at, project_id
   FOR UPDATE SKIP LOCKED
