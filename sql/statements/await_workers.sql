-- A worker reads the history as it claims: those that have done so write by the rules of before. They
-- come to an end first, and who claims later finds the schema upgraded.
LOCK TABLE schema_migrations IN ACCESS EXCLUSIVE MODE
