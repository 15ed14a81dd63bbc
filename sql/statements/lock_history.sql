-- Two hosts may migrate at once: the second waits here, then finds nothing left to do.
LOCK TABLE schema_migrations IN SHARE ROW EXCLUSIVE MODE
