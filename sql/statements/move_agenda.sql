-- When something comes next in these Projects, which is never before the clock of this moment;
-- infinity holds those in quarantine.
-- $1 bigint[]: Projects; $2 timestamptz[]: when.
UPDATE agenda a
   SET due_at = greatest(d.due_at, clock_timestamp())
  FROM unnest($1::bigint[], $2::timestamptz[]) AS d (project_id, due_at)
 WHERE a.project_id = d.project_id
