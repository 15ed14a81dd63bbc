-- The same refusals (and one more) and the same agenda, for less of each statement of a platform.
--
-- PostgreSQL reads the condition of every trigger anew for every statement, and that took a quarter of
-- a single-row one. So a guard's trigger names the columns it is about, and a statement that sets none
-- of them does not read it. A column that changes without being named in SET could only be changed by
-- a trigger of the schema's owner, who can drop the guards as well.
--
-- The conditions tell by the row what can't be in order. They may be generous, never too narrow: the
-- functions judge by the whole rule, in the order in which the guards always did.

CREATE FUNCTION guard_order_change() RETURNS trigger
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
                  WHERE c.project_id = OLD.project_id AND c.status = 'settled') THEN
    RAISE EXCEPTION
        'Order % was cancelled at %, and its Project % has been settled since: that can''t change.',
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
     AND (NEW.status NOT IN ('in_review', 'completed', 'cancelled')
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

DROP TRIGGER guard_answer_update ON orders;
DROP TRIGGER guard_end ON orders;
DROP TRIGGER guard_identity ON orders;
DROP TRIGGER guard_review ON orders;
DROP FUNCTION guard_order_end(), guard_order_identity(), guard_order_review();

-- A submission sets these two, and most often nothing else that a guard is about.
CREATE TRIGGER guard_content BEFORE UPDATE OF content_submitted_at, review_requested_at ON orders
  FOR EACH ROW WHEN (
    (NEW.content_submitted_at, NEW.review_requested_at)
      IS DISTINCT FROM (OLD.content_submitted_at, OLD.review_requested_at)
    AND (OLD.status NOT IN ('agreed', 'changes_requested')
         OR coalesce(NEW.approval, NEW.status) NOT IN ('in_review', 'platform')
         OR NEW.responded_at > NEW.review_requested_at))
  EXECUTE FUNCTION guard_order_change();

-- An approval or an answer that comes with a new status is guard_facts'.
CREATE TRIGGER guard_status BEFORE UPDATE OF status ON orders
  FOR EACH ROW WHEN (
    NEW.status <> OLD.status
    AND OLD.status || ' ' || NEW.status NOT IN (
      'agreed in_review', 'approved completed', 'proposed agreed', 'in_review cancelled',
      'agreed cancelled', 'agreed approved', 'agreed completed', 'proposed cancelled',
      'changes_requested cancelled', 'changes_requested in_review')
    AND (OLD.status <> 'in_review'
         OR NEW.approval IS NULL AND NEW.responded_at IS NOT DISTINCT FROM OLD.responded_at))
  EXECUTE FUNCTION guard_order_change();

CREATE TRIGGER guard_completion BEFORE UPDATE OF completed_at ON orders
  FOR EACH ROW WHEN (
    OLD.completed_at IS NOT NULL AND NEW.completed_at IS DISTINCT FROM OLD.completed_at)
  EXECUTE FUNCTION guard_order_change();

CREATE TRIGGER guard_facts
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
      AND (NEW.status NOT IN ('in_review', 'completed', 'cancelled')
             AND NEW.approval IS DISTINCT FROM 'deemed'
           OR NEW.manual_review <> OLD.manual_review))
  EXECUTE FUNCTION guard_order_change();

CREATE TRIGGER guard_identity BEFORE UPDATE OF order_id, project_id ON orders
  FOR EACH ROW WHEN (NEW.order_id <> OLD.order_id OR NEW.project_id <> OLD.project_id)
  EXECUTE FUNCTION guard_order_change();

CREATE OR REPLACE FUNCTION guard_order_silence() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.manual_review AND coalesce(NEW.responded_at < NEW.review_requested_at, true)
     AND (TG_OP = 'INSERT' OR OLD.status = 'in_review'
          OR OLD.status IN ('completed', 'cancelled')
             AND (NEW.completed_at, NEW.cancelled_at)
                 IS DISTINCT FROM (OLD.completed_at, OLD.cancelled_at))
     AND EXISTS (SELECT FROM projects p
                  WHERE p.project_id = NEW.project_id AND p.origin = 'platform'
                    AND p.kind IN ('creator', 'partner')) THEN
    RAISE EXCEPTION 'Order % was deemed approved at %, before it was %: nobody had answered.',
        NEW.order_id, as_text(NEW.review_requested_at + interval '336 hours'), NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_silence_is_approval',
            TABLE = 'orders',
            HINT = 'Let settled record the deemed approval first, or record it yourself: '
              || 'approval deemed, approved_at that instant.';
  END IF;
  RETURN NEW;
END
$$;

-- The checks came first: only what is completed or cancelled has such an instant.
DROP TRIGGER guard_silence ON orders;
CREATE TRIGGER guard_silence AFTER UPDATE OF status, completed_at, cancelled_at ON orders
  FOR EACH ROW WHEN (
    NEW.approved_at IS NULL AND OLD.status <> 'changes_requested'
    AND coalesce(NEW.completed_at, NEW.cancelled_at)
        >= NEW.review_requested_at + interval '336 hours')
  EXECUTE FUNCTION guard_order_silence();

-- An acceptance or a request that is added to a live cancellation takes nothing back, ends nothing and
-- makes nothing live; and a dispute does none of that to a live one.
DROP TRIGGER guard_update ON cancellations;
CREATE TRIGGER guard_update_wish
  BEFORE UPDATE OF cancellation_id, project_id, initiated_by, communicated_at, declined_at,
                   withdrawn_at ON cancellations
  FOR EACH ROW WHEN (
    (NEW.cancellation_id, NEW.project_id, NEW.initiated_by, NEW.communicated_at, NEW.declined_at,
     NEW.withdrawn_at)
    IS DISTINCT FROM
    (OLD.cancellation_id, OLD.project_id, OLD.initiated_by, OLD.communicated_at, OLD.declined_at,
     OLD.withdrawn_at))
  EXECUTE FUNCTION guard_cancellation();
CREATE TRIGGER guard_update_dispute BEFORE UPDATE OF disputed_at, dispute_resolved_at ON cancellations
  FOR EACH ROW WHEN (
    (NEW.disputed_at, NEW.dispute_resolved_at)
      IS DISTINCT FROM (OLD.disputed_at, OLD.dispute_resolved_at)
    AND (OLD.status NOT IN ('open', 'waiting_for_open_orders')
         OR coalesce(OLD.declined_at, OLD.withdrawn_at) IS NOT NULL))
  EXECUTE FUNCTION guard_cancellation();
CREATE TRIGGER guard_update_request BEFORE UPDATE OF request_issued_at ON cancellations
  FOR EACH ROW WHEN (
    NEW.request_issued_at IS DISTINCT FROM OLD.request_issued_at
    AND (OLD.status NOT IN ('open', 'waiting_for_open_orders')
         OR coalesce(OLD.request_issued_at, OLD.declined_at, OLD.withdrawn_at) IS NOT NULL))
  EXECUTE FUNCTION guard_cancellation();
CREATE TRIGGER guard_update_advertiser BEFORE UPDATE OF advertiser_accepted_at ON cancellations
  FOR EACH ROW WHEN (
    NEW.advertiser_accepted_at IS DISTINCT FROM OLD.advertiser_accepted_at
    AND (OLD.status NOT IN ('open', 'waiting_for_open_orders')
         OR coalesce(OLD.advertiser_accepted_at, OLD.declined_at, OLD.withdrawn_at) IS NOT NULL))
  EXECUTE FUNCTION guard_cancellation();
CREATE TRIGGER guard_update_provider BEFORE UPDATE OF provider_accepted_at ON cancellations
  FOR EACH ROW WHEN (
    NEW.provider_accepted_at IS DISTINCT FROM OLD.provider_accepted_at
    AND (OLD.status NOT IN ('open', 'waiting_for_open_orders')
         OR coalesce(OLD.provider_accepted_at, OLD.declined_at, OLD.withdrawn_at) IS NOT NULL))
  EXECUTE FUNCTION guard_cancellation();

DROP TRIGGER guard_end ON cancellations;
CREATE TRIGGER guard_end BEFORE UPDATE OF status, effective_at, settled_at ON cancellations
  FOR EACH ROW WHEN (
    OLD.status NOT IN ('open', 'waiting_for_open_orders')
    AND (NEW.status, NEW.effective_at, NEW.settled_at)
        IS DISTINCT FROM (OLD.status, OLD.effective_at, OLD.settled_at)
    AND NOT (OLD.status = 'escalated' AND NEW.status = 'superseded'))
  EXECUTE FUNCTION guard_cancellation_end();

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

-- One statement asks everything that most changes need. What seems late is put before all time, and
-- looked at again with the Project's row held. By an older snapshot nothing can be told, so there it is
-- always looked at.
CREATE OR REPLACE FUNCTION agenda_after_order_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
  sees_all boolean := current_setting('transaction_isolation') = 'read committed';
  ids bigint[];
  dues timestamptz[];
  is_quarantined boolean;
  late record;
BEGIN
  SELECT array_agg(n.project_id), array_agg(n.due),
         (SELECT true FROM agenda WHERE due_at = 'infinity' LIMIT 1)
    INTO ids, dues, is_quarantined
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
                                   OR (SELECT count(*) FROM cancellations c
                                        WHERE c.project_id = p.project_id
                                          AND c.status IN ('open', 'waiting_for_open_orders')) > 0
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
             SELECT p.deadline FROM projects p
              WHERE p.project_id = f.project_id AND p.kind = 'creator' AND p.origin = 'platform'
                FOR SHARE)
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
  ELSIF ids IS NOT NULL THEN
    INSERT INTO agenda AS a (project_id, due_at)
    SELECT w.project_id, greatest(min(w.due_at), clock_timestamp())
      FROM unnest(ids, dues) AS w (project_id, due_at)
     GROUP BY w.project_id
     ORDER BY w.project_id
    ON CONFLICT (project_id) DO UPDATE SET due_at = excluded.due_at
     WHERE a.due_at > excluded.due_at AND a.due_at < 'infinity';
  END IF;
  IF is_quarantined OR NOT sees_all THEN
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
  is_quarantined boolean;
BEGIN
  SELECT array_agg(n.project_id), (SELECT true FROM agenda WHERE due_at = 'infinity' LIMIT 1)
    INTO ids, is_quarantined
    FROM new_cancellations n
   WHERE n.status IN ('open', 'waiting_for_open_orders')
     AND (SELECT p.kind FROM projects p WHERE p.project_id = n.project_id)
         <> 'creator_content_at_scale'
     AND NOT (sees_all AND coalesce((SELECT a.due_at FROM agenda a
                                      WHERE a.project_id = n.project_id) <= now(), false));
  IF cardinality(ids) = 1 THEN
    INSERT INTO agenda AS a (project_id, due_at) VALUES (ids[1], clock_timestamp())
    ON CONFLICT (project_id) DO UPDATE SET due_at = excluded.due_at
     WHERE a.due_at > excluded.due_at AND a.due_at < 'infinity';
  ELSIF ids IS NOT NULL THEN
    INSERT INTO agenda AS a (project_id, due_at)
    SELECT w.project_id, clock_timestamp()
      FROM unnest(ids) AS w (project_id)
     GROUP BY w.project_id
     ORDER BY w.project_id
    ON CONFLICT (project_id) DO UPDATE SET due_at = excluded.due_at
     WHERE a.due_at > excluded.due_at AND a.due_at < 'infinity';
  END IF;
  IF is_quarantined OR NOT sees_all THEN
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
  FOR EACH STATEMENT
  WHEN ((current_setting('settled.deciding', true) = 'yes'
         AND pg_has_role('settled_worker', 'MEMBER')) IS NOT TRUE)
  EXECUTE FUNCTION agenda_after_order_update();

DROP TRIGGER agenda_after_update ON cancellations;
CREATE TRIGGER agenda_after_update AFTER UPDATE ON cancellations
  REFERENCING OLD TABLE AS old_cancellations NEW TABLE AS new_cancellations
  FOR EACH STATEMENT
  WHEN ((current_setting('settled.deciding', true) = 'yes'
         AND pg_has_role('settled_worker', 'MEMBER')) IS NOT TRUE)
  EXECUTE FUNCTION agenda_after_cancellation_update();

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
REVOKE EXECUTE ON FUNCTION guard_order_change() FROM PUBLIC;
