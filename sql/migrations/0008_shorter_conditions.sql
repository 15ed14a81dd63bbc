-- Refusals and an agenda that fewer ways lead around, and still less of each statement of a platform.
--
-- What the condition of a trigger costs a statement grows with its length; a PL/pgSQL function is read
-- once in a session. So what most steps of a platform would read is a function: it sees the columns it
-- needs and nothing else, asks no table, and runs as whoever writes. The operators in it are named in
-- full, so that nobody can bring others by a search_path. guard_facts keeps its condition: it is long,
-- and rarely read.
--
-- The conditions tell by the row what can't be in order. They may be generous, never too narrow: the
-- functions judge by the whole rule, in the order in which the guards always did. Only
-- guard_order_silence and guard_cancellation_end lean on theirs.

-- At once, and in the order in which a platform is told to write.
LOCK TABLE projects, orders, cancellations IN ACCESS EXCLUSIVE MODE;

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

CREATE OR REPLACE FUNCTION guard_order_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  review_due timestamptz := NEW.review_requested_at + interval '336 hours';
  old_review_due timestamptz := OLD.review_requested_at + interval '336 hours';
  is_answer boolean := NEW.status = 'changes_requested'
    OR coalesce(NEW.approval = 'express', false);
  is_ended boolean := OLD.status IN ('approved', 'completed', 'cancelled');
  is_rewritten boolean := is_ended
    AND (NEW.fee_minor, NEW.paid_minor, NEW.manual_review, NEW.agreed_at, NEW.delivery_started_at,
         NEW.content_submitted_at, NEW.review_requested_at, NEW.responded_at, NEW.approved_at,
         NEW.approval, NEW.cancelled_at)
        IS DISTINCT FROM
        (OLD.fee_minor, OLD.paid_minor, OLD.manual_review, OLD.agreed_at, OLD.delivery_started_at,
         OLD.content_submitted_at, OLD.review_requested_at, OLD.responded_at, OLD.approved_at,
         OLD.approval, OLD.cancelled_at);
BEGIN
  IF (NEW.responded_at, NEW.approval, NEW.approved_at, NEW.review_requested_at, NEW.manual_review)
     IS DISTINCT FROM
     (OLD.responded_at, OLD.approval, OLD.approved_at, OLD.review_requested_at, OLD.manual_review)
     OR NEW.status = 'changes_requested' AND OLD.status <> 'changes_requested' THEN
    IF is_answer AND (NEW.responded_at IS NULL OR NEW.responded_at < NEW.review_requested_at) THEN
      RAISE EXCEPTION 'Order % has an answer without its time.', NEW.order_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_answer_has_its_time',
              TABLE = 'orders',
              HINT = 'Set responded_at to when the advertiser approved or rejected this content.';
    END IF;
    IF NEW.manual_review AND NEW.responded_at >= review_due
       AND EXISTS (SELECT FROM projects p
                    WHERE p.project_id = NEW.project_id AND p.origin = 'platform'
                      AND p.kind IN ('creator', 'partner')) THEN
      RAISE EXCEPTION 'The answer to Order % came at %, but its review was due at %.',
          NEW.order_id, as_text(NEW.responded_at), as_text(review_due)
        USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_answer_comes_before_review_due',
              TABLE = 'orders', HINT = 'The Order is deemed approved as of review due.';
    END IF;
    IF NEW.approval = 'deemed' AND review_due > now() THEN
      RAISE EXCEPTION 'Order % can''t be deemed approved yet: its review is due at %.',
          NEW.order_id, as_text(review_due)
        USING ERRCODE = 'check_violation',
              CONSTRAINT = 'orders_deemed_approval_waits_for_review_due', TABLE = 'orders';
    END IF;
  END IF;
  IF is_ended AND NEW.status <> OLD.status
     AND NOT (OLD.status = 'approved' AND NEW.status IN ('completed', 'cancelled')) THEN
    RAISE EXCEPTION 'Order % can''t become %: it was % at %, and that is final.',
        OLD.order_id, NEW.status,
        CASE OLD.approval WHEN 'deemed' THEN replace(OLD.status, 'approved', 'deemed approved')
                          ELSE OLD.status END,
        as_text(coalesce(OLD.cancelled_at, OLD.completed_at, OLD.approved_at))
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_end_is_final', TABLE = 'orders';
  END IF;
  IF is_ended AND (OLD.approved_at IS NOT NULL AND NEW.approved_at IS NULL
                   OR OLD.approval = 'deemed' AND (NEW.approval, NEW.approved_at)
                                                  IS DISTINCT FROM (OLD.approval, OLD.approved_at)) THEN
    RAISE EXCEPTION 'Order % was approved (%) at %, and that can''t be taken back.',
        OLD.order_id, OLD.approval, as_text(OLD.approved_at)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_approval_is_final', TABLE = 'orders';
  END IF;
  -- An older snapshot does not show a settlement; but who settled has written to one of these two, and
  -- then neither can be locked by it.
  IF is_ended AND current_setting('transaction_isolation') <> 'read committed' THEN
    PERFORM FROM projects p WHERE p.project_id = OLD.project_id FOR SHARE;
    PERFORM FROM agenda a WHERE a.project_id = OLD.project_id FOR SHARE;
  END IF;
  IF (is_rewritten
      OR OLD.completed_at IS NOT NULL AND NEW.completed_at IS DISTINCT FROM OLD.completed_at)
     AND EXISTS (SELECT FROM settlement_lines l WHERE l.order_id = OLD.order_id) THEN
    RAISE EXCEPTION 'Order % has been settled: what its settlement line rests on can''t change.',
        OLD.order_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_settled_facts_stay', TABLE = 'orders',
            HINT = 'It may still be completed; anything else belongs in a new Order.';
  END IF;
  -- Whom a settlement left out, and until when it waited, rests on these.
  IF OLD.status = 'cancelled'
     AND (NEW.agreed_at, NEW.delivery_started_at, NEW.content_submitted_at, NEW.cancelled_at)
         IS DISTINCT FROM
         (OLD.agreed_at, OLD.delivery_started_at, OLD.content_submitted_at, OLD.cancelled_at)
     AND EXISTS (SELECT FROM cancellations c
                  WHERE c.project_id = OLD.project_id AND c.status = 'settled'
                    AND ((NEW.agreed_at, NEW.delivery_started_at, NEW.content_submitted_at)
                         IS DISTINCT FROM
                         (OLD.agreed_at, OLD.delivery_started_at, OLD.content_submitted_at)
                         OR least(OLD.cancelled_at, NEW.cancelled_at) <= c.effective_at)) THEN
    RAISE EXCEPTION
        'Order % was cancelled at %, and a settlement of its Project % left it out: that can''t change.',
        OLD.order_id, as_text(OLD.cancelled_at), OLD.project_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_left_out_of_a_settlement_stay',
            TABLE = 'orders', HINT = 'The settlement rests on when it was agreed and cancelled.';
  END IF;
  IF NEW.order_id <> OLD.order_id OR NEW.project_id <> OLD.project_id THEN
    RAISE EXCEPTION 'Order % of Project % can''t become Order % of Project %.',
        OLD.order_id, OLD.project_id, NEW.order_id, NEW.project_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_stay_in_their_project',
            TABLE = 'orders', HINT = 'Cancel it and record a new Order.';
  END IF;
  -- A review whose due has come is over: what happened before may still be recorded, and nothing else.
  -- Ends are guard_silence's.
  IF OLD.status = 'in_review' AND OLD.manual_review AND old_review_due <= clock_timestamp()
     AND ((NEW.status NOT IN ('in_review', 'completed', 'cancelled') OR NEW.approval IS NOT NULL)
            AND NEW.approval IS DISTINCT FROM 'deemed'
          OR (NEW.manual_review, NEW.review_requested_at)
             IS DISTINCT FROM (OLD.manual_review, OLD.review_requested_at))
     AND NOT coalesce(NEW.approval = 'deemed' AND NEW.approved_at = old_review_due
                      OR NEW.responded_at >= OLD.review_requested_at
                         AND NEW.responded_at < old_review_due
                      OR least(NEW.cancelled_at, NEW.completed_at) < old_review_due, false)
     AND EXISTS (SELECT FROM projects p
                  WHERE p.project_id = OLD.project_id AND p.status = 'active'
                    AND p.origin = 'platform' AND p.kind IN ('creator', 'partner')) THEN
    RAISE EXCEPTION
        'The review of Order % was due at %: it is deemed approved, and that can''t be changed.',
        OLD.order_id, as_text(old_review_due)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_past_review_stays', TABLE = 'orders',
            HINT = 'Only what came before review due can still be recorded.';
  END IF;
  RETURN NEW;
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

-- An approval that comes with the Order's end evades a review that is over as well as one without.
CREATE OR REPLACE TRIGGER guard_facts
  BEFORE UPDATE OF fee_minor, paid_minor, manual_review, agreed_at, delivery_started_at,
                   responded_at, approved_at, approval, cancelled_at ON orders
  FOR EACH ROW WHEN (
    (NEW.status = 'changes_requested' OR NEW.approval = 'express')
      AND (NEW.responded_at IS NULL OR NEW.responded_at < NEW.review_requested_at)
    OR NEW.manual_review AND NEW.responded_at >= NEW.review_requested_at + interval '336 hours'
    OR NEW.approval = 'deemed' AND NEW.review_requested_at + interval '336 hours' > now()
    OR OLD.status IN ('approved', 'completed', 'cancelled')
      AND (NEW.fee_minor, NEW.paid_minor, NEW.manual_review, NEW.agreed_at, NEW.delivery_started_at,
           NEW.responded_at, NEW.approved_at, NEW.approval, NEW.cancelled_at)
          IS DISTINCT FROM
          (OLD.fee_minor, OLD.paid_minor, OLD.manual_review, OLD.agreed_at, OLD.delivery_started_at,
           OLD.responded_at, OLD.approved_at, OLD.approval, OLD.cancelled_at)
    OR OLD.status = 'in_review' AND OLD.manual_review
      AND OLD.review_requested_at + interval '336 hours' <= clock_timestamp()
      AND ((NEW.status NOT IN ('in_review', 'completed', 'cancelled') OR NEW.approval IS NOT NULL)
             AND NEW.approval IS DISTINCT FROM 'deemed'
           OR NEW.manual_review <> OLD.manual_review))
  EXECUTE FUNCTION guard_order_change();

-- The checks came first: only what is completed or cancelled has such an instant, and who completes or
-- cancels sets it. So the status need not be named. The function asks what the Order was before.
CREATE OR REPLACE TRIGGER guard_silence AFTER UPDATE OF completed_at, cancelled_at ON orders
  FOR EACH ROW WHEN (
    NEW.approved_at IS NULL
    AND coalesce(NEW.completed_at, NEW.cancelled_at)
        >= NEW.review_requested_at + interval '336 hours')
  EXECUTE FUNCTION guard_order_silence();

-- Content that comes in no longer holds its Project's row, which was one more write for each. A
-- deadline that moves forward holds the Orders instead: it waits for whoever is writing to one, and who
-- comes after it waits, and then sees it. One that moves back makes nothing late.
CREATE OR REPLACE FUNCTION guard_project_deadline() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  late record;
BEGIN
  IF OLD.deadline <= clock_timestamp() AND OLD.kind = 'creator' AND OLD.origin = 'platform' THEN
    RAISE EXCEPTION 'The deadline of Project % passed at % and can''t be moved.',
        OLD.project_id, as_text(OLD.deadline)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'projects_past_deadline_stays',
            TABLE = 'projects';
  END IF;
  IF NEW.deadline IS NOT NULL AND NEW.kind = 'creator' AND NEW.origin = 'platform'
     AND NOT coalesce(OLD.kind = 'creator' AND OLD.origin = 'platform'
                      AND OLD.deadline <= NEW.deadline, false) THEN
    -- An older snapshot does not show an Order that has joined since.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
      RAISE EXCEPTION 'The deadline of Project % can be moved forward under READ COMMITTED only.',
          OLD.project_id
        USING ERRCODE = 'feature_not_supported',
              HINT = 'An Order with content may have joined it meanwhile, unseen here.';
    END IF;
    PERFORM FROM orders o WHERE o.project_id = OLD.project_id ORDER BY o.order_id FOR SHARE;
  END IF;
  SELECT o.order_id, o.content_submitted_at INTO late FROM orders o
   WHERE o.project_id = OLD.project_id AND o.content_submitted_at >= NEW.deadline
     AND NEW.kind = 'creator' AND NEW.origin = 'platform'
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION
        'The deadline of Project % can''t move to %: the content of Order % came at % and was in time.',
        OLD.project_id, as_text(NEW.deadline), late.order_id, as_text(late.content_submitted_at)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'projects_deadline_spares_submitted_content',
            TABLE = 'projects';
  END IF;
  RETURN NEW;
END
$$;

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
  RETURN NEW;
END
$$;

-- A Project leaves the quarantine for now, not for when what has changed falls due: something else may
-- have been due in it before.
CREATE OR REPLACE FUNCTION wake_projects(ids bigint[], dues timestamptz[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO agenda AS a (project_id, due_at)
  SELECT w.project_id, greatest(min(w.due_at), clock_timestamp())
    FROM unnest(ids, dues) AS w (project_id, due_at)
   WHERE w.due_at IS NOT NULL
   GROUP BY w.project_id
   ORDER BY w.project_id
  ON CONFLICT (project_id) DO UPDATE
     SET due_at = CASE WHEN a.due_at = 'infinity' THEN clock_timestamp() ELSE excluded.due_at END
   WHERE a.due_at > excluded.due_at;
END
$$;

-- One statement asks everything that most changes need. What seems late is put before all time, and
-- looked at again with the Project's row held.
--
-- What is in quarantine is asked for along with the rest: a worker that puts a Project there holds all of
-- its facts, so it has done that before this statement held one of them. Where the agenda's row was
-- there, or there are many, it is asked again: the row may have been somebody else's to hold.
--
-- By an older snapshot nothing can be told, so there all of it is looked at, and every Project is put
-- on the agenda, which fails with 40001 if somebody has been there since.
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
                       WHEN p.kind = 'creator_content_at_scale' THEN NULL
                       WHEN NOT sees_all THEN clock_timestamp()
                       WHEN p.status = 'active' THEN least(
                         CASE WHEN p.origin = 'platform' AND o.status = 'in_review'
                                   AND o.manual_review
                              THEN o.review_requested_at + interval '336 hours' END,
                         CASE WHEN p.origin = 'platform' AND p.kind = 'creator'
                                   AND (o.cancelled_at IS NULL OR o.cancelled_at > p.deadline)
                                   AND o.content_submitted_at IS NULL
                                   AND coalesce(o.agreed_at, o.completed_at) < p.deadline
                              THEN p.deadline END,
                         CASE WHEN (SELECT true FROM cancellations c
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

-- A Project that is due already stays so: who writes holds a fact of it, so no worker moves it on. Nor is
-- it in quarantine then.
CREATE OR REPLACE FUNCTION agenda_after_cancellation_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
  sees_all boolean := current_setting('transaction_isolation') = 'read committed';
  ids bigint[];
BEGIN
  SELECT array_agg(n.project_id) INTO ids
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
    -- Only now: the statement before may have waited for a worker that put the Project there.
    IF NOT sees_all OR EXISTS (SELECT FROM agenda WHERE due_at = 'infinity') THEN
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
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER agenda_after_update AFTER UPDATE ON orders
  REFERENCING OLD TABLE AS old_orders NEW TABLE AS new_orders
  FOR EACH STATEMENT WHEN (NOT worker_is_deciding()) EXECUTE FUNCTION agenda_after_order_update();

CREATE OR REPLACE TRIGGER agenda_after_update AFTER UPDATE ON cancellations
  REFERENCING OLD TABLE AS old_cancellations NEW TABLE AS new_cancellations
  FOR EACH STATEMENT WHEN (NOT worker_is_deciding()) EXECUTE FUNCTION agenda_after_cancellation_update();

CREATE OR REPLACE TRIGGER agenda_after_update AFTER UPDATE ON projects
  REFERENCING OLD TABLE AS old_projects NEW TABLE AS new_projects
  FOR EACH STATEMENT WHEN (NOT worker_is_deciding()) EXECUTE FUNCTION agenda_after_project_update();

CREATE OR REPLACE TRIGGER guard_due AFTER UPDATE ON projects
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

-- A condition runs with the rights of whoever writes, whatever the public may do.
GRANT EXECUTE ON FUNCTION worker_is_deciding(), order_step_may_be_refused(
  text, text, timestamptz, timestamptz, timestamptz, timestamptz, timestamptz, timestamptz,
  timestamptz, timestamptz, text) TO PUBLIC, settled_platform, settled_worker;
