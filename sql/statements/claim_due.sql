-- Claims Projects that are due, longest due first. Whoever holds the agenda's row holds the Project;
-- what another session holds is left for the next pass. The place to start from bounds the scan, so
-- that a sweep never meets again the entries that it has just emptied.
-- The version says whether the schema has been upgraded since this program checked it.
-- $1 bigint: how many at most; $2 timestamptz, $3 bigint: the place in the agenda to start after.
SELECT project_id, due_at, (SELECT max(version) FROM schema_migrations)
  FROM due_projects($1, $2, $3)
