-- Projects that end with their settlement.
-- $1 bigint[]: Projects.
UPDATE projects SET status = 'cancelled' WHERE project_id = ANY ($1)
