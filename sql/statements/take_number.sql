-- Gives the transaction a number of its own: those that already have one have a lower.
SELECT pg_current_xact_id()::text::bigint
