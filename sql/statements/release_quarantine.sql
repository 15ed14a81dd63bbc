-- Takes one subject out of quarantine, and says to which Project it belongs.
-- $1 text: subject; $2 bigint: its id.
DELETE FROM quarantine WHERE subject = $1 AND subject_id = $2 RETURNING project_id
