-- Nothing more comes in these Projects unless somebody does something.
-- $1 bigint[]: Projects.
DELETE FROM agenda WHERE project_id = ANY ($1)
