-- Ways around what is due that were still open: other terms for a Project, and ends by an older
-- snapshot.

-- What has fallen due in a Project, by the terms in its row; null if nothing has, or if the policy says
-- nothing about it.
CREATE FUNCTION what_is_due(wanted bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
  RETURN (
    SELECT coalesce(
             (SELECT 'cancellation ' || c.cancellation_id || ' was accepted at '
                     || as_text(accepted_at(c))
                FROM cancellations c
               WHERE c.project_id = p.project_id
                 AND c.status IN ('open', 'waiting_for_open_orders')
                 AND c.declined_at IS NULL AND c.withdrawn_at IS NULL
                 AND (c.disputed_at IS NULL OR c.dispute_resolved_at <= clock_timestamp())
                 AND accepted_at(c) <= clock_timestamp()
               LIMIT 1),
             (SELECT 'Order ' || o.order_id || ' has had work due since '
                     || as_text(order_due(o, p))
                FROM orders o
               WHERE o.project_id = p.project_id AND o.status NOT IN ('approved', 'completed')
                 AND order_due(o, p) <= clock_timestamp()
                 AND NOT EXISTS (SELECT FROM settlement_lines l WHERE l.order_id = o.order_id)
               LIMIT 1))
      FROM projects p
     WHERE p.project_id = wanted AND p.origin = 'platform' AND p.kind <> 'creator_content_at_scale');
END
$$;

-- An older snapshot does not show an acceptance, and who accepts need not have written to any row that
-- an end could meet: a Project that is due already is not put on the agenda again.
CREATE OR REPLACE FUNCTION guard_project_due() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  ended record;
BEGIN
  FOR ended IN
    SELECT project_id, status FROM new_projects
     WHERE status <> 'active' AND origin = 'platform' AND kind <> 'creator_content_at_scale'
    EXCEPT
    SELECT project_id, status FROM old_projects
  LOOP
    IF current_setting('transaction_isolation') <> 'read committed' THEN
      RAISE EXCEPTION 'Project % can be ended under READ COMMITTED only.', ended.project_id
        USING ERRCODE = 'feature_not_supported',
              HINT = 'A cancellation of it may have been accepted meanwhile, unseen here.';
    END IF;
    IF what_is_due(ended.project_id) IS NOT NULL THEN
      RAISE EXCEPTION 'Project % can''t become % yet: % and settled has not come to it.',
          ended.project_id, ended.status, what_is_due(ended.project_id)
        USING ERRCODE = 'check_violation', CONSTRAINT = 'projects_end_after_what_is_due',
              TABLE = 'projects', HINT = 'settled explain tells what it waits for.';
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;

-- What the policy says about a Project follows from its kind and origin. With others, what was due would
-- not be any more, unless a worker had been there before. What stands in quarantine waits for just such
-- a correction, and no worker decides it meanwhile.
CREATE OR REPLACE FUNCTION guard_project_terms() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  -- An older snapshot does not show a settlement, and that may have written to no row that is left.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'The terms of Project % can be changed under READ COMMITTED only.',
        OLD.project_id
      USING ERRCODE = 'feature_not_supported',
            HINT = 'It may have been settled meanwhile, unseen here.';
  END IF;
  IF NEW.project_id <> OLD.project_id
     OR EXISTS (SELECT FROM cancellations c
                 WHERE c.project_id = OLD.project_id AND c.status = 'settled') THEN
    RAISE EXCEPTION 'Project % has been settled: what its settlement rests on can''t change.',
        OLD.project_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'projects_settled_facts_stay',
            TABLE = 'projects';
  END IF;
  IF (NEW.kind, NEW.origin) IS DISTINCT FROM (OLD.kind, OLD.origin) AND OLD.status = 'active'
     AND NOT EXISTS (SELECT FROM agenda a
                      WHERE a.project_id = OLD.project_id AND a.due_at = 'infinity')
     AND what_is_due(OLD.project_id) IS NOT NULL THEN
    RAISE EXCEPTION 'Project % can''t change its kind or origin yet: % and settled has not come to it.',
        OLD.project_id, what_is_due(OLD.project_id)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'projects_terms_change_after_what_is_due',
            TABLE = 'projects', HINT = 'settled explain tells what it waits for.';
  END IF;
  RETURN NEW;
END
$$;

-- Whether its Project has ended decides if a cancellation can still be declined. An older snapshot may
-- not show that; but who ended the Project has written its row, and then that can't be locked by it.
CREATE FUNCTION guard_cancellation_snapshot() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM FROM projects p WHERE p.project_id = OLD.project_id FOR SHARE;
  RETURN NEW;
END
$$;

CREATE TRIGGER guard_older_snapshot BEFORE UPDATE OF declined_at, withdrawn_at ON cancellations
  FOR EACH ROW WHEN (current_setting('transaction_isolation') <> 'read committed')
  EXECUTE FUNCTION guard_cancellation_snapshot();
ALTER TABLE cancellations ENABLE ALWAYS TRIGGER guard_older_snapshot;

-- Nobody is told to try again what can't succeed.
CREATE OR REPLACE FUNCTION guard_settled_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_TABLE_NAME = 'orders' THEN
    IF NOT EXISTS (SELECT FROM settlement_lines l WHERE l.order_id = OLD.order_id) THEN
      IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'Order % can be deleted under READ COMMITTED only.', OLD.order_id
          USING ERRCODE = 'feature_not_supported',
                HINT = 'It may have been settled meanwhile, unseen here.';
      END IF;
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'What stands in % and has been settled is final: % is refused.',
      TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'foreign_key_violation', TABLE = TG_TABLE_NAME,
          CONSTRAINT = TG_TABLE_NAME || '_settled_rows_stay';
END
$$;

REVOKE EXECUTE ON FUNCTION what_is_due(bigint), guard_cancellation_snapshot() FROM PUBLIC;
