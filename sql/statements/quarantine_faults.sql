-- What can't be judged, and why. Seen again, it keeps the time when it was first seen.
-- $1 text[]: subjects; $2 bigint[]: their ids; $3 bigint[]: Projects; $4 text[]: codes; $5 text[]:
-- details.
INSERT INTO quarantine AS q (subject, subject_id, project_id, code, detail)
SELECT d.subject, d.subject_id, d.project_id, d.code, d.detail
  FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[])
       AS d (subject, subject_id, project_id, code, detail)
ON CONFLICT (subject, subject_id) DO UPDATE
   SET project_id = excluded.project_id, code = excluded.code, detail = excluded.detail,
       last_seen_at = now()
