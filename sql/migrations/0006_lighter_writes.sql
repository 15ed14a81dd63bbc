-- The same promises, kept with less work.
--
-- What settled itself writes needs no waking: it holds the Project, and moves its place on the agenda
-- in the same transaction. So these triggers let a worker pass that says, for its transaction, that
-- it is deciding; that counts only from a member of settled_worker, which can't write facts.
--
-- An entry of the agenda is never earlier than the clock at which it was written. What falls due in
-- the past is due now; so a worker that has seen all there was up to an instant need not look at
-- anything before it again, dead entries above all. That holds because a transaction has its number
-- (it has written the fact) before a trigger reads the clock.
--
-- Plans: each row is reached from what changed, in a subquery of its own that can't become a join,
-- with sequential scans off; so a plan made for one row serves for a million.

CREATE OR REPLACE FUNCTION wake_projects(ids bigint[], dues timestamptz[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO agenda AS a (project_id, due_at)
  SELECT w.project_id, greatest(min(w.due_at), clock_timestamp())
    FROM unnest(ids, dues) AS w (project_id, due_at)
   WHERE w.due_at IS NOT NULL
   GROUP BY w.project_id
   ORDER BY w.project_id
  ON CONFLICT (project_id) DO UPDATE SET due_at = excluded.due_at
   WHERE a.due_at > excluded.due_at;
END
$$;

CREATE OR REPLACE FUNCTION wake_quarantined(ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  UPDATE agenda SET due_at = clock_timestamp()
   WHERE project_id = ANY (ids) AND due_at = 'infinity';
END
$$;

CREATE FUNCTION refuse_late_content(late_order bigint, late_project bigint, at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  RAISE EXCEPTION 'The content of Order % came at %, but the deadline of Project % was %.',
      late_order, as_text(at), late_project,
      as_text((SELECT p.deadline FROM projects p WHERE p.project_id = late_project))
    USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_content_comes_before_the_deadline',
          TABLE = 'orders', HINT = 'A missed deadline is refunded in full.';
END
$$;

CREATE OR REPLACE FUNCTION agenda_after_order_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
  ids bigint[] := ARRAY(SELECT DISTINCT project_id FROM new_orders ORDER BY 1);
  dues timestamptz[];
  refused record;
BEGIN
  -- Whoever settles one of these Projects at this moment, ends it or moves its deadline does not see
  -- the new Orders: wait for it. A worker passes over a Project that is held here.
  PERFORM FROM projects WHERE project_id = ANY (ids) ORDER BY project_id FOR SHARE;
  SELECT n.order_id, n.project_id INTO refused
    FROM new_orders n
   WHERE n.status NOT IN ('approved', 'completed', 'cancelled')
     AND (SELECT p.status FROM projects p WHERE p.project_id = n.project_id) = 'cancelled'
     AND (SELECT count(*) FROM cancellations c
           WHERE c.project_id = n.project_id AND c.status = 'settled') > 0
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'Order % can''t join Project %, which was cancelled and settled.',
        refused.order_id, refused.project_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_join_no_settled_project',
            TABLE = 'orders', HINT = 'Record it in a Project of its own.';
  END IF;
  SELECT n.order_id, n.project_id, n.content_submitted_at INTO refused
    FROM new_orders n
   WHERE n.content_submitted_at >= (
           SELECT p.deadline FROM projects p
            WHERE p.project_id = n.project_id AND p.kind = 'creator' AND p.origin = 'platform')
   LIMIT 1;
  IF FOUND THEN
    PERFORM refuse_late_content(refused.order_id, refused.project_id, refused.content_submitted_at);
  END IF;
  SELECT array_agg(n.project_id), array_agg(n.due) INTO ids, dues
    FROM (SELECT o.project_id, (
                   SELECT CASE WHEN p.status = 'active' AND p.origin = 'platform'
                                    AND p.kind IN ('creator', 'partner') THEN least(
                            CASE WHEN o.status = 'in_review' AND o.manual_review
                                 THEN o.review_requested_at + interval '336 hours' END,
                            CASE WHEN p.kind = 'creator'
                                      AND (o.cancelled_at IS NULL OR o.cancelled_at > p.deadline)
                                      AND coalesce(o.agreed_at, o.content_submitted_at,
                                                   o.completed_at) < p.deadline
                                      AND (o.content_submitted_at IS NULL
                                           OR o.content_submitted_at >= p.deadline)
                                 THEN p.deadline END) END
                     FROM projects p WHERE p.project_id = o.project_id) AS due
            FROM new_orders o) AS n
   WHERE n.due IS NOT NULL;
  IF ids IS NOT NULL THEN
    PERFORM wake_projects(ids, dues);
  END IF;
  -- Whoever changes a fact of a Project waits for a worker that is putting it into quarantine, and
  -- then sees it there; unless by an older snapshot.
  IF current_setting('transaction_isolation') <> 'read committed'
     OR EXISTS (SELECT FROM agenda WHERE due_at = 'infinity') THEN
    PERFORM wake_quarantined(ARRAY(SELECT DISTINCT project_id FROM new_orders));
  END IF;
  RETURN NULL;
END
$$;

-- A row written anew without a change makes its Project due as well: to find that out would cost more
-- than a look at a Project in which there is nothing to do. Only the quarantine asks for a change.
CREATE OR REPLACE FUNCTION agenda_after_order_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
  late record;
BEGIN
  -- The Project's row is held, so that its deadline does not move meanwhile.
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
  INSERT INTO agenda AS a (project_id, due_at)
  SELECT n.project_id, greatest(min(n.due), clock_timestamp())
    FROM (SELECT o.project_id, (
                   SELECT least(
                            CASE WHEN p.origin = 'platform' AND o.status = 'in_review'
                                      AND o.manual_review
                                 THEN o.review_requested_at + interval '336 hours' END,
                            CASE WHEN p.origin = 'platform' AND p.kind = 'creator'
                                      AND (o.cancelled_at IS NULL OR o.cancelled_at > p.deadline)
                                      AND coalesce(o.agreed_at, o.content_submitted_at,
                                                   o.completed_at) < p.deadline
                                      AND (o.content_submitted_at IS NULL
                                           OR o.content_submitted_at >= p.deadline)
                                 THEN p.deadline END,
                            CASE WHEN current_setting('transaction_isolation') <> 'read committed'
                                      OR (SELECT count(*) FROM cancellations c
                                           WHERE c.project_id = p.project_id
                                             AND c.status IN ('open', 'waiting_for_open_orders')) > 0
                                 THEN clock_timestamp() END)
                     FROM projects p
                    WHERE p.project_id = o.project_id AND p.status = 'active'
                      AND p.kind <> 'creator_content_at_scale') AS due
            FROM new_orders o) AS n
   WHERE n.due IS NOT NULL
   GROUP BY n.project_id
   ORDER BY n.project_id
  ON CONFLICT (project_id) DO UPDATE SET due_at = excluded.due_at
   WHERE a.due_at > excluded.due_at AND a.due_at < 'infinity';
  IF current_setting('transaction_isolation') <> 'read committed'
     OR EXISTS (SELECT FROM agenda WHERE due_at = 'infinity') THEN
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

CREATE OR REPLACE FUNCTION agenda_after_cancellation_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
  INSERT INTO agenda AS a (project_id, due_at)
  SELECT n.project_id, clock_timestamp()
    FROM new_cancellations n
   WHERE n.status IN ('open', 'waiting_for_open_orders')
     AND (SELECT p.kind FROM projects p WHERE p.project_id = n.project_id)
         <> 'creator_content_at_scale'
   GROUP BY n.project_id
   ORDER BY n.project_id
  ON CONFLICT (project_id) DO UPDATE SET due_at = excluded.due_at
   WHERE a.due_at > excluded.due_at AND a.due_at < 'infinity';
  IF current_setting('transaction_isolation') <> 'read committed'
     OR EXISTS (SELECT FROM agenda WHERE due_at = 'infinity') THEN
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
  WHEN (coalesce(current_setting('settled.deciding', true), '') <> 'yes'
        OR NOT pg_has_role('settled_worker', 'MEMBER'))
  EXECUTE FUNCTION agenda_after_order_update();

DROP TRIGGER agenda_after_update ON cancellations;
CREATE TRIGGER agenda_after_update AFTER UPDATE ON cancellations
  REFERENCING OLD TABLE AS old_cancellations NEW TABLE AS new_cancellations
  FOR EACH STATEMENT
  WHEN (coalesce(current_setting('settled.deciding', true), '') <> 'yes'
        OR NOT pg_has_role('settled_worker', 'MEMBER'))
  EXECUTE FUNCTION agenda_after_cancellation_update();

DROP TRIGGER agenda_after_update ON projects;
CREATE TRIGGER agenda_after_update AFTER UPDATE ON projects
  REFERENCING OLD TABLE AS old_projects NEW TABLE AS new_projects
  FOR EACH STATEMENT
  WHEN (coalesce(current_setting('settled.deciding', true), '') <> 'yes'
        OR NOT pg_has_role('settled_worker', 'MEMBER'))
  EXECUTE FUNCTION agenda_after_project_update();

-- A worker ends a Project by settling what was due in it.
DROP TRIGGER guard_due ON projects;
CREATE TRIGGER guard_due AFTER UPDATE ON projects
  REFERENCING OLD TABLE AS old_projects NEW TABLE AS new_projects
  FOR EACH STATEMENT
  WHEN (coalesce(current_setting('settled.deciding', true), '') <> 'yes'
        OR NOT pg_has_role('settled_worker', 'MEMBER'))
  EXECUTE FUNCTION guard_project_due();

-- PL/pgSQL keeps its plan; an SQL function that can't be put in place is planned at each call.
CREATE OR REPLACE FUNCTION accepted_at(c cancellations) RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  RETURN (
    SELECT CASE
        WHEN p.kind = 'creator' AND NOT EXISTS (
          SELECT FROM orders o
           WHERE o.project_id = c.project_id
             AND coalesce(o.agreed_at, o.content_submitted_at, o.completed_at)
                 <= c.communicated_at)
          THEN c.communicated_at
        WHEN p.kind = 'creator' AND c.advertiser_accepted_at IS NOT NULL
             AND c.provider_accepted_at IS NOT NULL
          THEN greatest(c.advertiser_accepted_at, c.provider_accepted_at)
        WHEN p.kind = 'partner' AND c.request_issued_at IS NOT NULL
             AND (CASE c.initiated_by WHEN 'advertiser' THEN c.provider_accepted_at
                                      ELSE c.advertiser_accepted_at END) IS NOT NULL
          THEN greatest(c.request_issued_at,
                        CASE c.initiated_by WHEN 'advertiser' THEN c.provider_accepted_at
                                            ELSE c.advertiser_accepted_at END)
      END
      FROM projects p WHERE p.project_id = c.project_id);
END
$$;

-- A guard that is called for a row costs more than the row itself. So what a row alone tells decides
-- whether to call it, and what every row would need is asked for a statement at once.

DROP TRIGGER guard_content_insert ON orders;
DROP TRIGGER guard_content_update ON orders;
DROP FUNCTION guard_order_content();

DROP TRIGGER guard_answer_insert ON orders;
CREATE TRIGGER guard_answer_insert AFTER INSERT ON orders
  FOR EACH ROW WHEN (
    (NEW.status = 'changes_requested' OR NEW.approval = 'express')
      AND (NEW.responded_at IS NULL OR NEW.responded_at < NEW.review_requested_at)
    OR NEW.manual_review AND NEW.responded_at >= NEW.review_requested_at + interval '336 hours'
    OR NEW.approval = 'deemed' AND NEW.review_requested_at + interval '336 hours' > now())
  EXECUTE FUNCTION guard_order_answer();

DROP TRIGGER guard_answer_update ON orders;
CREATE TRIGGER guard_answer_update BEFORE UPDATE ON orders
  FOR EACH ROW WHEN (
    ((NEW.status = 'changes_requested' OR NEW.approval = 'express')
       AND (NEW.responded_at IS NULL OR NEW.responded_at < NEW.review_requested_at)
     OR NEW.manual_review AND NEW.responded_at >= NEW.review_requested_at + interval '336 hours'
     OR NEW.approval = 'deemed' AND NEW.review_requested_at + interval '336 hours' > now())
    AND ((NEW.responded_at, NEW.approval, NEW.approved_at, NEW.review_requested_at,
          NEW.manual_review)
         IS DISTINCT FROM
         (OLD.responded_at, OLD.approval, OLD.approved_at, OLD.review_requested_at,
          OLD.manual_review)
         OR NEW.status = 'changes_requested' AND OLD.status <> 'changes_requested'))
  EXECUTE FUNCTION guard_order_answer();

-- Silence approves what is under review. An Order that the platform took out of review in time still
-- has the instant of its submission, and may end without an approval.
DROP TRIGGER guard_silence ON orders;
CREATE TRIGGER guard_silence_insert AFTER INSERT ON orders
  FOR EACH ROW WHEN (
    NEW.status IN ('completed', 'cancelled') AND NEW.approved_at IS NULL AND NEW.manual_review
    AND coalesce(NEW.completed_at, NEW.cancelled_at)
        >= NEW.review_requested_at + interval '336 hours'
    AND coalesce(NEW.responded_at < NEW.review_requested_at, true))
  EXECUTE FUNCTION guard_order_silence();
CREATE TRIGGER guard_silence AFTER UPDATE ON orders
  FOR EACH ROW WHEN (
    NEW.status IN ('completed', 'cancelled')
    AND OLD.status IN ('in_review', 'completed', 'cancelled')
    AND NEW.approved_at IS NULL AND NEW.manual_review
    AND coalesce(NEW.completed_at, NEW.cancelled_at)
        >= NEW.review_requested_at + interval '336 hours'
    AND coalesce(NEW.responded_at < NEW.review_requested_at, true)
    AND (OLD.status = 'in_review'
         OR (NEW.completed_at, NEW.cancelled_at) IS DISTINCT FROM (OLD.completed_at, OLD.cancelled_at)))
  EXECUTE FUNCTION guard_order_silence();

-- Completing what was approved is the way of nearly all Orders, and touches nothing that is final.
DROP TRIGGER guard_end ON orders;
CREATE TRIGGER guard_end BEFORE UPDATE ON orders
  FOR EACH ROW WHEN (
    OLD.status IN ('approved', 'completed', 'cancelled')
    AND NOT (OLD.status = 'approved' AND NEW.status = 'completed' AND OLD.completed_at IS NULL
             AND (NEW.fee_minor, NEW.paid_minor, NEW.manual_review, NEW.agreed_at,
                  NEW.delivery_started_at, NEW.content_submitted_at, NEW.review_requested_at,
                  NEW.responded_at, NEW.approved_at, NEW.approval, NEW.cancelled_at)
                 IS NOT DISTINCT FROM
                 (OLD.fee_minor, OLD.paid_minor, OLD.manual_review, OLD.agreed_at,
                  OLD.delivery_started_at, OLD.content_submitted_at, OLD.review_requested_at,
                  OLD.responded_at, OLD.approved_at, OLD.approval, OLD.cancelled_at)))
  EXECUTE FUNCTION guard_order_end();

-- An acceptance, a request or a dispute that is added to a live cancellation takes nothing back, ends
-- nothing and makes nothing live.
DROP TRIGGER guard_update ON cancellations;
CREATE TRIGGER guard_update BEFORE UPDATE ON cancellations
  FOR EACH ROW WHEN (
    (NEW.cancellation_id, NEW.project_id, NEW.initiated_by, NEW.communicated_at,
     NEW.request_issued_at, NEW.advertiser_accepted_at, NEW.provider_accepted_at, NEW.declined_at,
     NEW.withdrawn_at, NEW.disputed_at, NEW.dispute_resolved_at)
    IS DISTINCT FROM
    (OLD.cancellation_id, OLD.project_id, OLD.initiated_by, OLD.communicated_at,
     OLD.request_issued_at, OLD.advertiser_accepted_at, OLD.provider_accepted_at, OLD.declined_at,
     OLD.withdrawn_at, OLD.disputed_at, OLD.dispute_resolved_at)
    AND NOT (
      OLD.status IN ('open', 'waiting_for_open_orders')
      AND (NEW.cancellation_id, NEW.project_id, NEW.initiated_by, NEW.communicated_at)
          = (OLD.cancellation_id, OLD.project_id, OLD.initiated_by, OLD.communicated_at)
      AND (OLD.request_issued_at IS NULL
           OR NEW.request_issued_at IS NOT DISTINCT FROM OLD.request_issued_at)
      AND (OLD.advertiser_accepted_at IS NULL
           OR NEW.advertiser_accepted_at IS NOT DISTINCT FROM OLD.advertiser_accepted_at)
      AND (OLD.provider_accepted_at IS NULL
           OR NEW.provider_accepted_at IS NOT DISTINCT FROM OLD.provider_accepted_at)
      AND coalesce(OLD.declined_at, OLD.withdrawn_at, NEW.declined_at, NEW.withdrawn_at) IS NULL))
  EXECUTE FUNCTION guard_cancellation();

-- A foreign key asks once for each row; lines and credits come by the thousand, so they are asked
-- about together. What a line rests on stays, because deleting it is refused.

ALTER TABLE settlement_lines
  DROP CONSTRAINT settlement_lines_order_id_fkey,
  DROP CONSTRAINT settlement_lines_cancellation_id_fkey;
ALTER TABLE refund_credits DROP CONSTRAINT refund_credits_cancellation_id_fkey;

CREATE FUNCTION guard_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
  refused record;
BEGIN
  SELECT * INTO refused
    FROM (SELECT l.order_id, l.cancellation_id,
                 (SELECT o.project_id FROM orders o WHERE o.order_id = l.order_id) AS of_order,
                 (SELECT c.project_id FROM cancellations c
                   WHERE c.cancellation_id = l.cancellation_id) AS of_cancellation
            FROM new_lines l) AS l
   WHERE l.of_order IS NULL OR l.of_order IS DISTINCT FROM l.of_cancellation
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'The settlement line of Order % by cancellation % rests on nothing: %.',
        refused.order_id, refused.cancellation_id,
        CASE WHEN refused.of_order IS NULL THEN 'there is no such Order'
             WHEN refused.of_cancellation IS NULL THEN 'there is no such cancellation'
             ELSE 'they belong to different Projects' END
      USING ERRCODE = 'foreign_key_violation', TABLE = 'settlement_lines',
            CONSTRAINT = CASE WHEN refused.of_order IS NULL THEN 'settlement_lines_order_id_fkey'
              ELSE 'settlement_lines_cancellation_id_fkey' END;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER guard_lines AFTER INSERT ON settlement_lines
  REFERENCING NEW TABLE AS new_lines
  FOR EACH STATEMENT EXECUTE FUNCTION guard_lines();

CREATE FUNCTION guard_credits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
  refused record;
BEGIN
  SELECT * INTO refused
    FROM (SELECT r.cancellation_id, r.project_id,
                 (SELECT c.project_id FROM cancellations c
                   WHERE c.cancellation_id = r.cancellation_id) AS of_cancellation
            FROM new_credits r) AS r
   WHERE r.of_cancellation IS DISTINCT FROM r.project_id
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'The credit of cancellation % rests on nothing: Project % has no such cancellation.',
        refused.cancellation_id, refused.project_id
      USING ERRCODE = 'foreign_key_violation', TABLE = 'refund_credits',
            CONSTRAINT = 'refund_credits_cancellation_id_fkey';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER guard_credits AFTER INSERT ON refund_credits
  REFERENCING NEW TABLE AS new_credits
  FOR EACH STATEMENT EXECUTE FUNCTION guard_credits();

CREATE FUNCTION guard_settled_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_TABLE_NAME = 'orders' THEN
    IF NOT EXISTS (SELECT FROM settlement_lines l WHERE l.order_id = OLD.order_id) THEN
      IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'Order % may have been settled meanwhile.', OLD.order_id
          USING ERRCODE = 'serialization_failure', HINT = 'Delete it under READ COMMITTED.';
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

CREATE TRIGGER guard_settled BEFORE DELETE ON orders
  FOR EACH ROW EXECUTE FUNCTION guard_settled_row();
CREATE TRIGGER guard_settled BEFORE DELETE ON cancellations
  FOR EACH ROW WHEN (OLD.status = 'settled') EXECUTE FUNCTION guard_settled_row();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON orders
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON cancellations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What every pass asks. A session plans them once: to estimate how much of the agenda is due, the
-- planner looks at both ends of its index each time, which costs more than the answer.

CREATE FUNCTION due_projects(wanted bigint, after_due timestamptz, after_project bigint)
RETURNS TABLE (project_id bigint, due_at timestamptz)
LANGUAGE plpgsql SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY
  SELECT a.project_id, a.due_at
    FROM agenda a
   WHERE a.due_at <= now() AND (a.due_at, a.project_id) > (after_due, after_project)
   ORDER BY a.due_at, a.project_id
   LIMIT wanted
     FOR UPDATE SKIP LOCKED;
END
$$;

CREATE FUNCTION outlook(beginning timestamptz, OUT due bigint, OUT first_due_at timestamptz,
                        OUT next_due_at timestamptz)
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  SELECT count(*), min(a.due_at) INTO due, first_due_at
    FROM agenda a WHERE a.due_at BETWEEN beginning AND now();
  SELECT min(a.due_at) INTO next_due_at
    FROM agenda a WHERE a.due_at > now() AND a.due_at < 'infinity';
END
$$;

-- A catching-up worker writes most rows of a page anew at once; where they find room on it, no index
-- hears of it.
ALTER TABLE orders SET (fillfactor = 50);

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
REVOKE EXECUTE ON FUNCTION refuse_late_content(bigint, bigint, timestamptz), guard_lines(),
  guard_credits(), guard_settled_row(), due_projects(bigint, timestamptz, bigint),
  outlook(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_projects(bigint, timestamptz, bigint), outlook(timestamptz)
  TO settled_worker;
