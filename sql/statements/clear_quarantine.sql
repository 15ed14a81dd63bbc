-- What was judged after all leaves the quarantine; what is at fault now (the fault may have moved to
-- another subject of its Project) stays.
-- $1 bigint[]: Projects judged; $2 text[], $3 bigint[]: subjects at fault now.
DELETE FROM quarantine q
 WHERE q.project_id = ANY ($1)
   AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::bigint[]) AS f (subject, subject_id)
                    WHERE f.subject = q.subject AND f.subject_id = q.subject_id)
