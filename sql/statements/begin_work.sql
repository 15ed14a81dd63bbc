-- Heads every transaction: whose market it is, the one clock, and whether this server may decide.
-- Set for the transaction only, so that a pooler may hand the session to somebody else after it.
-- Compiling these short statements costs more than it gains.
-- $1 text: the schema.
SELECT set_config('search_path', quote_ident($1) || ', pg_temp', true),
       now(),
       pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean,
       set_config('jit', 'off', true)
