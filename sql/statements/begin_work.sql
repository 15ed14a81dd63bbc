-- Heads every transaction: whose market it is, the one clock, and whether this server may decide.
-- Set for the transaction only, so that a pooler may hand the session to somebody else after it.
-- Everything is reached through an index, whatever the statistics say after a bulk load; compiling
-- such short statements costs more than it gains.
-- The worker waits for nobody by design; should it have to, it gives up and comes back. Should its
-- process be gone, the server notices within a second and gives back what it held; should its host be,
-- or say nothing for another reason, after half a minute.
-- settled.deciding spares it the triggers that wake Projects: it moves the agenda itself.
-- The number is the lowest of a transaction that is not over; beside it, since when the server runs,
-- and which of its processes this is: what a client is told of that at connecting is a pooler's.
-- $1 text: the schema; $2 text: the most that a statement may take, in milliseconds; 0 for no limit.
SELECT set_config('search_path', quote_ident($1) || ', pg_temp', true),
       now(),
       pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean,
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
       pg_postmaster_start_time(),
       pg_backend_pid(),
       set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true),
       set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
       set_config('lock_timeout', '5s', true), set_config('statement_timeout', $2, true),
       set_config('client_connection_check_interval', '1s', true),
       set_config('idle_in_transaction_session_timeout', '30s', true),
       set_config('tcp_keepalives_idle', '10', true), set_config('tcp_keepalives_interval', '5', true),
       set_config('tcp_keepalives_count', '4', true), set_config('tcp_user_timeout', '30s', true),
       set_config('settled.deciding', 'yes', true)
