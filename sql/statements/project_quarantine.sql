-- Why a Project is held, if it is.
-- $1 bigint: the Project.
SELECT subject, subject_id, project_id, code, detail, first_seen_at, last_seen_at
  FROM quarantine
 WHERE project_id = $1
 ORDER BY first_seen_at, subject, subject_id
