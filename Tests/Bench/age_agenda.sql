-- Puts the agenda as it stands when the Orders were recorded while they were submitted, and no worker
-- has come to them since: what is loaded long after it was due would be due at the loading.
CREATE TEMP TABLE aged ON COMMIT DROP AS
  SELECT project_id, min(review_requested_at + interval '336 hours') AS due_at
    FROM orders
   WHERE status = 'in_review' AND manual_review
   GROUP BY project_id;
TRUNCATE agenda;
INSERT INTO agenda (project_id, due_at) SELECT project_id, due_at FROM aged ORDER BY due_at;
