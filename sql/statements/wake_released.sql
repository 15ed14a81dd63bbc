-- A released Project is due at once.
-- $1 bigint: the Project.
UPDATE agenda SET due_at = clock_timestamp() WHERE project_id = $1 AND due_at = 'infinity'
