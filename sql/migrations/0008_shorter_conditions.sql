-- The same refusals and the same agenda, and still less of each statement of a platform.
--
-- PostgreSQL reads the condition of every trigger anew for every statement, and what that takes grows
-- with the length of the condition. A PL/pgSQL function is read once in a session. So a long condition
-- is a function that sees the columns it needs and nothing else: it asks no table, and runs as whoever
-- writes. The operators in it are named in full, so that nobody can bring others by a search_path.

CREATE FUNCTION worker_is_deciding() RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN coalesce(pg_catalog.current_setting('settled.deciding', true) OPERATOR(pg_catalog.=) 'yes'
                  AND pg_catalog.pg_has_role('settled_worker', 'MEMBER'), false);
END
$$;

-- Whether guard_order_change has to look at an Order whose status, content, review or completion a
-- statement sets. An approval or an answer that comes with a new status is guard_facts'.
CREATE FUNCTION order_step_may_be_refused(
  old_status text, new_status text,
  old_content timestamptz, new_content timestamptz,
  old_review timestamptz, new_review timestamptz,
  old_response timestamptz, new_response timestamptz,
  old_completion timestamptz, new_completion timestamptz,
  new_approval text
) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN
    new_status OPERATOR(pg_catalog.<>) old_status
      AND (old_status OPERATOR(pg_catalog.||) ' ' OPERATOR(pg_catalog.||) new_status)
          OPERATOR(pg_catalog.<>) ALL (pg_catalog.string_to_array(
            'agreed in_review,approved completed,proposed agreed,in_review cancelled,'
            'agreed cancelled,agreed approved,agreed completed,proposed cancelled,'
            'changes_requested cancelled,changes_requested in_review', ','))
      AND (old_status OPERATOR(pg_catalog.<>) 'in_review'
           OR new_approval IS NULL
              AND coalesce(new_response, '-infinity')
                  OPERATOR(pg_catalog.=) coalesce(old_response, '-infinity'))
    OR (coalesce(new_content, '-infinity') OPERATOR(pg_catalog.<>) coalesce(old_content, '-infinity')
        OR coalesce(new_review, '-infinity') OPERATOR(pg_catalog.<>) coalesce(old_review, '-infinity'))
      AND (old_status OPERATOR(pg_catalog.<>) ALL ('{agreed,changes_requested}'::pg_catalog.text[])
           OR coalesce(new_approval, new_status)
              OPERATOR(pg_catalog.<>) ALL ('{in_review,platform}'::pg_catalog.text[])
           OR new_response OPERATOR(pg_catalog.>) new_review)
    OR old_completion IS NOT NULL
      AND coalesce(new_completion, '-infinity') OPERATOR(pg_catalog.<>) old_completion;
END
$$;

DROP TRIGGER guard_content ON orders;
DROP TRIGGER guard_status ON orders;
DROP TRIGGER guard_completion ON orders;
CREATE TRIGGER guard_step
  BEFORE UPDATE OF status, content_submitted_at, review_requested_at, completed_at ON orders
  FOR EACH ROW WHEN (
    order_step_may_be_refused(
      OLD.status, NEW.status, OLD.content_submitted_at, NEW.content_submitted_at,
      OLD.review_requested_at, NEW.review_requested_at, OLD.responded_at, NEW.responded_at,
      OLD.completed_at, NEW.completed_at, NEW.approval))
  EXECUTE FUNCTION guard_order_change();

-- Who completes or cancels sets its instant, so the status need not be named. The function asks what the
-- Order was before.
DROP TRIGGER guard_silence ON orders;
CREATE TRIGGER guard_silence AFTER UPDATE OF completed_at, cancelled_at ON orders
  FOR EACH ROW WHEN (
    NEW.approved_at IS NULL
    AND coalesce(NEW.completed_at, NEW.cancelled_at)
        >= NEW.review_requested_at + interval '336 hours')
  EXECUTE FUNCTION guard_order_silence();

-- What is in quarantine is asked for along with the rest. Where the agenda has been written to, it is asked
-- again: that may have waited for a worker that put a Project there.
CREATE OR REPLACE FUNCTION agenda_after_order_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
  sees_all boolean := current_setting('transaction_isolation') = 'read committed';
  ids bigint[];
  dues timestamptz[];
  asks_quarantine boolean;
  late record;
BEGIN
  SELECT array_agg(n.project_id), array_agg(n.due),
         NOT sees_all OR EXISTS (SELECT FROM agenda WHERE due_at = 'infinity')
    INTO ids, dues, asks_quarantine
    FROM (SELECT o.project_id, (
                   SELECT CASE
                       WHEN p.origin = 'platform' AND p.kind = 'creator'
                            AND o.content_submitted_at >= p.deadline THEN '-infinity'
                       WHEN p.status = 'active' AND p.kind <> 'creator_content_at_scale' THEN least(
                         CASE WHEN p.origin = 'platform' AND o.status = 'in_review'
                                   AND o.manual_review
                              THEN o.review_requested_at + interval '336 hours' END,
                         CASE WHEN p.origin = 'platform' AND p.kind = 'creator'
                                   AND (o.cancelled_at IS NULL OR o.cancelled_at > p.deadline)
                                   AND o.content_submitted_at IS NULL
                                   AND coalesce(o.agreed_at, o.completed_at) < p.deadline
                              THEN p.deadline END,
                         CASE WHEN NOT sees_all
                                   OR (SELECT true FROM cancellations c
                                        WHERE c.project_id = p.project_id
                                          AND c.status IN ('open', 'waiting_for_open_orders')
                                        LIMIT 1)
                              THEN clock_timestamp() END) END
                     FROM projects p WHERE p.project_id = o.project_id) AS due
            FROM new_orders o) AS n
   WHERE n.due IS NOT NULL;
  IF NOT sees_all OR '-infinity' = ANY (dues) THEN
    SELECT f.order_id, f.project_id, f.content_submitted_at INTO late
      FROM (SELECT order_id, project_id, content_submitted_at FROM new_orders
             WHERE content_submitted_at IS NOT NULL
            EXCEPT
            SELECT order_id, project_id, content_submitted_at FROM old_orders) AS f
     WHERE f.content_submitted_at >= (
             SELECT CASE WHEN p.kind = 'creator' AND p.origin = 'platform' THEN p.deadline END
               FROM projects p WHERE p.project_id = f.project_id FOR SHARE)
     LIMIT 1;
    IF FOUND THEN
      PERFORM refuse_late_content(late.order_id, late.project_id, late.content_submitted_at);
    END IF;
  END IF;
  IF cardinality(ids) = 1 THEN
    INSERT INTO agenda AS a (project_id, due_at)
    VALUES (ids[1], greatest(dues[1], clock_timestamp()))
    ON CONFLICT (project_id) DO UPDATE SET due_at = excluded.due_at
     WHERE a.due_at > excluded.due_at AND a.due_at < 'infinity';
    IF NOT FOUND THEN
      asks_quarantine := asks_quarantine OR EXISTS (SELECT FROM agenda WHERE due_at = 'infinity');
    END IF;
  ELSIF ids IS NOT NULL THEN
    INSERT INTO agenda AS a (project_id, due_at)
    SELECT w.project_id, greatest(min(w.due_at), clock_timestamp())
      FROM unnest(ids, dues) AS w (project_id, due_at)
     GROUP BY w.project_id
     ORDER BY w.project_id
    ON CONFLICT (project_id) DO UPDATE SET due_at = excluded.due_at
     WHERE a.due_at > excluded.due_at AND a.due_at < 'infinity';
    asks_quarantine := asks_quarantine OR EXISTS (SELECT FROM agenda WHERE due_at = 'infinity');
  END IF;
  IF asks_quarantine THEN
    PERFORM wake_quarantined(ARRAY(
      SELECT f.project_id
        FROM (SELECT order_id, project_id, fee_minor, paid_minor, manual_review, status, agreed_at,
                     delivery_started_at, content_submitted_at, review_requested_at, responded_at,
                     approved_at, completed_at, cancelled_at FROM new_orders
              EXCEPT
              SELECT order_id, project_id, fee_minor, paid_minor, manual_review, status, agreed_at,
                     delivery_started_at, content_submitted_at, review_requested_at, responded_at,
                     approved_at, completed_at, cancelled_at FROM old_orders) AS f));
  END IF;
  RETURN NULL;
END
$$;

-- A Project that is due already stays so: who writes holds a fact of it, so no worker moves it on.
CREATE OR REPLACE FUNCTION agenda_after_cancellation_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
  sees_all boolean := current_setting('transaction_isolation') = 'read committed';
  ids bigint[];
  asks_quarantine boolean;
BEGIN
  SELECT array_agg(n.project_id),
         NOT sees_all OR EXISTS (SELECT FROM agenda WHERE due_at = 'infinity')
    INTO ids, asks_quarantine
    FROM new_cancellations n
   WHERE n.status IN ('open', 'waiting_for_open_orders')
     AND NOT (sees_all AND coalesce((SELECT a.due_at FROM agenda a
                                      WHERE a.project_id = n.project_id) <= now(), false));
  IF ids IS NOT NULL THEN
    INSERT INTO agenda AS a (project_id, due_at)
    SELECT w.project_id, clock_timestamp()
      FROM unnest(ids) AS w (project_id)
     WHERE (SELECT p.kind FROM projects p WHERE p.project_id = w.project_id)
           <> 'creator_content_at_scale'
     GROUP BY w.project_id
     ORDER BY w.project_id
    ON CONFLICT (project_id) DO UPDATE SET due_at = excluded.due_at
     WHERE a.due_at > excluded.due_at AND a.due_at < 'infinity';
    asks_quarantine := asks_quarantine OR EXISTS (SELECT FROM agenda WHERE due_at = 'infinity');
  END IF;
  IF asks_quarantine THEN
    PERFORM wake_quarantined(ARRAY(
      SELECT f.project_id
        FROM (SELECT cancellation_id, project_id, initiated_by, communicated_at, request_issued_at,
                     advertiser_accepted_at, provider_accepted_at, declined_at, withdrawn_at,
                     disputed_at, dispute_resolved_at
                FROM new_cancellations WHERE status IN ('open', 'waiting_for_open_orders')
              EXCEPT
              SELECT cancellation_id, project_id, initiated_by, communicated_at, request_issued_at,
                     advertiser_accepted_at, provider_accepted_at, declined_at, withdrawn_at,
                     disputed_at, dispute_resolved_at
                FROM old_cancellations) AS f));
  END IF;
  RETURN NULL;
END
$$;

DROP TRIGGER agenda_after_update ON orders;
CREATE TRIGGER agenda_after_update AFTER UPDATE ON orders
  REFERENCING OLD TABLE AS old_orders NEW TABLE AS new_orders
  FOR EACH STATEMENT WHEN (NOT worker_is_deciding()) EXECUTE FUNCTION agenda_after_order_update();

DROP TRIGGER agenda_after_update ON cancellations;
CREATE TRIGGER agenda_after_update AFTER UPDATE ON cancellations
  REFERENCING OLD TABLE AS old_cancellations NEW TABLE AS new_cancellations
  FOR EACH STATEMENT WHEN (NOT worker_is_deciding()) EXECUTE FUNCTION agenda_after_cancellation_update();

DROP TRIGGER agenda_after_update ON projects;
CREATE TRIGGER agenda_after_update AFTER UPDATE ON projects
  REFERENCING OLD TABLE AS old_projects NEW TABLE AS new_projects
  FOR EACH STATEMENT WHEN (NOT worker_is_deciding()) EXECUTE FUNCTION agenda_after_project_update();

DROP TRIGGER guard_due ON projects;
CREATE TRIGGER guard_due AFTER UPDATE ON projects
  REFERENCING OLD TABLE AS old_projects NEW TABLE AS new_projects
  FOR EACH STATEMENT WHEN (NOT worker_is_deciding()) EXECUTE FUNCTION guard_project_due();

DO $$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT tgrelid::regclass AS relation, tgname FROM pg_trigger g
            JOIN pg_class c ON c.oid = g.tgrelid
            JOIN pg_proc f ON f.oid = g.tgfoid
            JOIN pg_namespace n ON n.oid = c.relnamespace AND n.oid = f.pronamespace
           WHERE n.nspname = current_schema() AND NOT g.tgisinternal AND g.tgenabled = 'O'
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.relation, t.tgname);
  END LOOP;
END
$$;
