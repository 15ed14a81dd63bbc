-- All that is in quarantine, longest first.
SELECT subject, subject_id, project_id, code, detail, first_seen_at, last_seen_at
  FROM quarantine
 ORDER BY first_seen_at, subject, subject_id
