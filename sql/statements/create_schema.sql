-- Names the schema because there is no other way to make one.
-- $1 text: the schema.
SELECT format('CREATE SCHEMA IF NOT EXISTS %I', $1)
