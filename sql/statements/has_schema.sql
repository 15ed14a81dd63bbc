-- Null where the market has no schema, or none that this role may see.
SELECT to_regclass('schema_migrations') IS NOT NULL
