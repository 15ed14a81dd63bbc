-- When something comes next in these Projects; infinity holds those in quarantine.
-- $1 bigint[]: Projects; $2 timestamptz[]: when.
UPDATE agenda a
   SET due_at = d.due_at
  FROM unnest($1::bigint[], $2::timestamptz[]) AS d (project_id, due_at)
 WHERE a.project_id = d.project_id
