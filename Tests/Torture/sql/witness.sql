-- Notes every fact as the platform recorded it, beside the market: a worker writes into some of the
-- same columns, and afterwards nobody could tell who approved an Order, or who cancelled it.
-- What a session of the worker's writes is not noted.

CREATE SCHEMA witness;

-- When the platform ended a Project; a Project that it recorded as ended has ended before everything.
CREATE TABLE witness.projects (LIKE settled.projects, ended_at timestamptz,
                               PRIMARY KEY (project_id));
CREATE TABLE witness.orders (LIKE settled.orders, PRIMARY KEY (order_id));
CREATE INDEX ON witness.orders (project_id);
CREATE TABLE witness.cancellations (LIKE settled.cancellations, PRIMARY KEY (cancellation_id));
CREATE INDEX ON witness.cancellations (project_id);

CREATE FUNCTION witness.note_new() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  EXECUTE format('INSERT INTO witness.%I SELECT * FROM new_rows', TG_TABLE_NAME);
  IF TG_TABLE_NAME = 'projects' THEN
    UPDATE witness.projects p SET ended_at = '-infinity'
      FROM new_rows n
     WHERE p.project_id = n.project_id AND n.status <> 'active';
  END IF;
  RETURN NULL;
END
$$;

-- Of a row that was changed, the columns that were: the others may be a worker's.
CREATE FUNCTION witness.note_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  key text := rtrim(TG_TABLE_NAME, 's') || '_id';
  changed jsonb;
BEGIN
  SELECT jsonb_object_agg(n.key, n.value) INTO changed
    FROM jsonb_each(to_jsonb(NEW)) n JOIN jsonb_each(to_jsonb(OLD)) o USING (key)
   WHERE n.value <> o.value;
  IF changed IS NULL THEN
    RETURN NULL;
  END IF;
  EXECUTE format(
    'UPDATE witness.%1$I w SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(w, $1)) WHERE w.%3$I = $2',
    TG_TABLE_NAME, (SELECT string_agg(quote_ident(k), ', ') FROM jsonb_object_keys(changed) k), key)
    USING changed, (to_jsonb(OLD) ->> key)::bigint;
  IF TG_TABLE_NAME = 'projects' AND changed ? 'status' THEN
    UPDATE witness.projects SET ended_at = clock_timestamp()
     WHERE project_id = (to_jsonb(OLD) ->> key)::bigint;
  END IF;
  RETURN NULL;
END
$$;

DO $$
DECLARE
  facts text;
BEGIN
  FOREACH facts IN ARRAY ARRAY['projects', 'orders', 'cancellations'] LOOP
    EXECUTE format(
      'CREATE TRIGGER witness_new AFTER INSERT ON settled.%1$I REFERENCING NEW TABLE AS new_rows
         FOR EACH STATEMENT WHEN (session_user <> ''settled_worker'')
         EXECUTE FUNCTION witness.note_new()', facts);
    EXECUTE format(
      'CREATE TRIGGER witness_changed AFTER UPDATE ON settled.%1$I
         FOR EACH ROW WHEN (session_user <> ''settled_worker'')
         EXECUTE FUNCTION witness.note_changed()', facts);
  END LOOP;
END
$$;
