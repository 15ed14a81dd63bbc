-- Whether a COMMIT of this role that nobody waits for any more is still under way.
-- $1 bigint: the process of the server that had it.
SELECT EXISTS (SELECT FROM pg_stat_activity
                WHERE pid = $1 AND usename = current_user AND state = 'active' AND query = 'COMMIT')
