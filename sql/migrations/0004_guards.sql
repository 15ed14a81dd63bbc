-- The database defends itself: whoever writes, and whether or not a worker runs.
--
-- A guard is a trigger where a check can't do: it looks at the clock, at what stood there before or
-- at another table. Each raises a sentence, named after the invariant it keeps. They are ALWAYS
-- triggers: session_replication_role does not switch them off.

-- When a cancellation was accepted, by its recorded instants; null while it is not.
CREATE FUNCTION accepted_at(c cancellations) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT CASE
      WHEN p.kind = 'creator' AND NOT EXISTS (
        SELECT FROM orders o
         WHERE o.project_id = c.project_id
           AND coalesce(o.agreed_at, o.content_submitted_at, o.completed_at) <= c.communicated_at)
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
    FROM projects p WHERE p.project_id = c.project_id
$$;

-- An instant as it reads in a sentence: always UTC.
CREATE FUNCTION as_text(instant timestamptz) RETURNS text
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  SELECT to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US "UTC"')
$$;

CREATE FUNCTION guard_order_content() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  project record;
BEGIN
  SELECT p.kind, p.origin, p.deadline INTO project FROM projects p
   WHERE p.project_id = NEW.project_id
     FOR SHARE;
  IF project.kind = 'creator' AND project.origin = 'platform'
     AND NEW.content_submitted_at >= project.deadline THEN
    RAISE EXCEPTION 'The content of Order % came at %, but the deadline of Project % was %.',
        NEW.order_id, as_text(NEW.content_submitted_at), NEW.project_id, as_text(project.deadline)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_content_comes_before_the_deadline',
            TABLE = 'orders', HINT = 'A missed deadline is refunded in full.';
  END IF;
  RETURN NEW;
END
$$;

-- After the row: one statement may record a Project and its Orders, and only then are both there.
CREATE TRIGGER guard_content_insert AFTER INSERT ON orders
  FOR EACH ROW WHEN (NEW.content_submitted_at IS NOT NULL)
  EXECUTE FUNCTION guard_order_content();
CREATE TRIGGER guard_content_update BEFORE UPDATE ON orders
  FOR EACH ROW WHEN (NEW.content_submitted_at IS DISTINCT FROM OLD.content_submitted_at
                     AND NEW.content_submitted_at IS NOT NULL)
  EXECUTE FUNCTION guard_order_content();

CREATE FUNCTION guard_order_answer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  review_due timestamptz := NEW.review_requested_at + interval '336 hours';
  is_answer boolean := NEW.status = 'changes_requested'
    OR coalesce(NEW.approval = 'express', false);
BEGIN
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
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_deemed_approval_waits_for_review_due',
            TABLE = 'orders';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER guard_answer_insert AFTER INSERT ON orders
  FOR EACH ROW WHEN (NEW.responded_at IS NOT NULL OR NEW.approval IS NOT NULL
                     OR NEW.status = 'changes_requested')
  EXECUTE FUNCTION guard_order_answer();
CREATE TRIGGER guard_answer_update BEFORE UPDATE ON orders
  FOR EACH ROW WHEN (
    (NEW.responded_at IS NOT NULL OR NEW.approval IS NOT NULL OR NEW.status = 'changes_requested')
    AND (NEW.responded_at, NEW.approval, NEW.approved_at, NEW.review_requested_at,
         NEW.manual_review)
        IS DISTINCT FROM
        (OLD.responded_at, OLD.approval, OLD.approved_at, OLD.review_requested_at,
         OLD.manual_review)
    OR NEW.status = 'changes_requested' AND OLD.status <> 'changes_requested')
  EXECUTE FUNCTION guard_order_answer();

-- Silence has become approval by then, whether or not a worker has recorded it: an Order that ends
-- without it would be settled as if the advertiser could still have said no.
CREATE FUNCTION guard_order_silence() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT FROM projects p
              WHERE p.project_id = NEW.project_id AND p.origin = 'platform'
                AND p.kind IN ('creator', 'partner')) THEN
    RAISE EXCEPTION 'Order % was deemed approved at %, before it was %: nobody had answered.',
        NEW.order_id, as_text(NEW.review_requested_at + interval '336 hours'), NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_silence_is_approval',
            TABLE = 'orders',
            HINT = 'Let settled record the deemed approval first, or record it yourself: approval deemed, approved_at that instant.';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER guard_silence AFTER INSERT OR UPDATE ON orders
  FOR EACH ROW WHEN (
    NEW.status IN ('completed', 'cancelled') AND NEW.approved_at IS NULL AND NEW.manual_review
    AND coalesce(NEW.completed_at, NEW.cancelled_at)
        >= NEW.review_requested_at + interval '336 hours'
    AND coalesce(NEW.responded_at < NEW.review_requested_at, true))
  EXECUTE FUNCTION guard_order_silence();

-- A review whose due has come is over: what happened before may still be recorded, and nothing else.
-- Otherwise the outcome would depend on whether a worker had been there before.
CREATE FUNCTION guard_order_review() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  review_due timestamptz := OLD.review_requested_at + interval '336 hours';
BEGIN
  IF NEW.approval = 'deemed' AND NEW.approved_at = review_due
     OR NEW.responded_at >= OLD.review_requested_at AND NEW.responded_at < review_due
     OR least(NEW.cancelled_at, NEW.completed_at) < review_due
     OR NOT EXISTS (SELECT FROM projects p
                     WHERE p.project_id = OLD.project_id AND p.status = 'active'
                       AND p.origin = 'platform' AND p.kind IN ('creator', 'partner')) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION
      'The review of Order % was due at %: it is deemed approved, and that can''t be changed.',
      OLD.order_id, as_text(review_due)
    USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_past_review_stays', TABLE = 'orders',
          HINT = 'Only what came before review due can still be recorded.';
END
$$;

-- By its name after guard_answer, so that a late answer is told so. Ends are guard_silence's.
CREATE TRIGGER guard_review BEFORE UPDATE ON orders
  FOR EACH ROW WHEN (
    OLD.status = 'in_review' AND OLD.manual_review
    AND OLD.review_requested_at + interval '336 hours' <= clock_timestamp()
    AND (NEW.status NOT IN ('in_review', 'completed', 'cancelled')
           AND NEW.approval IS DISTINCT FROM 'deemed'
         OR (NEW.manual_review, NEW.review_requested_at)
            IS DISTINCT FROM (OLD.manual_review, OLD.review_requested_at)))
  EXECUTE FUNCTION guard_order_review();

CREATE FUNCTION guard_order_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.status <> OLD.status
     AND NOT (OLD.status = 'approved' AND NEW.status IN ('completed', 'cancelled')) THEN
    RAISE EXCEPTION 'Order % can''t become %: it was % at %, and that is final.',
        OLD.order_id, NEW.status,
        CASE OLD.approval WHEN 'deemed' THEN replace(OLD.status, 'approved', 'deemed approved')
                          ELSE OLD.status END,
        as_text(coalesce(OLD.cancelled_at, OLD.completed_at, OLD.approved_at))
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_end_is_final', TABLE = 'orders';
  END IF;
  IF OLD.approved_at IS NOT NULL AND NEW.approved_at IS NULL
     OR OLD.approval = 'deemed' AND (NEW.approval, NEW.approved_at)
                                    IS DISTINCT FROM (OLD.approval, OLD.approved_at) THEN
    RAISE EXCEPTION 'Order % was approved (%) at %, and that can''t be taken back.',
        OLD.order_id, OLD.approval, as_text(OLD.approved_at)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_approval_is_final', TABLE = 'orders';
  END IF;
  IF ((NEW.fee_minor, NEW.paid_minor, NEW.manual_review, NEW.agreed_at, NEW.delivery_started_at,
       NEW.content_submitted_at, NEW.review_requested_at, NEW.responded_at, NEW.approved_at,
       NEW.approval, NEW.cancelled_at)
      IS DISTINCT FROM
      (OLD.fee_minor, OLD.paid_minor, OLD.manual_review, OLD.agreed_at, OLD.delivery_started_at,
       OLD.content_submitted_at, OLD.review_requested_at, OLD.responded_at, OLD.approved_at,
       OLD.approval, OLD.cancelled_at)
      OR OLD.completed_at IS NOT NULL AND NEW.completed_at IS DISTINCT FROM OLD.completed_at)
     AND EXISTS (SELECT FROM settlement_lines l WHERE l.order_id = OLD.order_id) THEN
    RAISE EXCEPTION 'Order % has been settled: what its settlement line rests on can''t change.',
        OLD.order_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_settled_facts_stay', TABLE = 'orders',
            HINT = 'It may still be completed; anything else belongs in a new Order.';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER guard_end BEFORE UPDATE ON orders
  FOR EACH ROW WHEN (OLD.status IN ('approved', 'completed', 'cancelled'))
  EXECUTE FUNCTION guard_order_end();

CREATE FUNCTION guard_order_identity() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  RAISE EXCEPTION 'Order % of Project % can''t become Order % of Project %.',
      OLD.order_id, OLD.project_id, NEW.order_id, NEW.project_id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_stay_in_their_project',
          TABLE = 'orders', HINT = 'Cancel it and record a new Order.';
END
$$;

CREATE TRIGGER guard_identity BEFORE UPDATE ON orders
  FOR EACH ROW WHEN (NEW.order_id <> OLD.order_id OR NEW.project_id <> OLD.project_id)
  EXECUTE FUNCTION guard_order_identity();

CREATE FUNCTION guard_project_deadline() RETURNS trigger
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

CREATE TRIGGER guard_deadline BEFORE UPDATE ON projects
  FOR EACH ROW WHEN ((NEW.deadline, NEW.kind, NEW.origin)
                       IS DISTINCT FROM (OLD.deadline, OLD.kind, OLD.origin)
                     AND (OLD.kind = 'creator' AND OLD.origin = 'platform'
                          OR NEW.kind = 'creator' AND NEW.origin = 'platform'))
  EXECUTE FUNCTION guard_project_deadline();

CREATE FUNCTION guard_project_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  RAISE EXCEPTION 'Project % can''t become %: it is %, and that is final.',
      OLD.project_id, NEW.status, OLD.status
    USING ERRCODE = 'check_violation', CONSTRAINT = 'projects_end_is_final', TABLE = 'projects';
END
$$;

CREATE TRIGGER guard_end BEFORE UPDATE ON projects
  FOR EACH ROW WHEN (NEW.status <> OLD.status AND OLD.status <> 'active')
  EXECUTE FUNCTION guard_project_end();

-- An end has no instant of its own. So a Project can't be ended over the head of something that is
-- already due in it: what happens then would depend on whether a worker had been there before. For
-- all Projects of a statement at once, because a worker ends them by the thousand.
CREATE FUNCTION guard_project_due() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  refused record;
BEGIN
  SELECT e.project_id, e.status, e.due INTO refused
    FROM (SELECT n.project_id, n.status, coalesce(
                   (SELECT 'cancellation ' || c.cancellation_id || ' was accepted at '
                           || as_text(accepted_at(c))
                      FROM cancellations c
                     WHERE c.project_id = n.project_id
                       AND c.status IN ('open', 'waiting_for_open_orders')
                       AND c.declined_at IS NULL AND c.withdrawn_at IS NULL
                       AND (c.disputed_at IS NULL OR c.dispute_resolved_at <= clock_timestamp())
                       AND accepted_at(c) <= clock_timestamp()
                     LIMIT 1),
                   (SELECT 'Order ' || o.order_id || ' has had work due since '
                           || as_text(order_due(o, p))
                      FROM orders o JOIN projects p ON p.project_id = o.project_id
                     WHERE o.project_id = n.project_id AND o.status NOT IN ('approved', 'completed')
                       AND order_due(o, p) <= clock_timestamp()
                       AND NOT EXISTS (SELECT FROM settlement_lines l WHERE l.order_id = o.order_id)
                     LIMIT 1)) AS due
            FROM (SELECT project_id, status FROM new_projects
                   WHERE status <> 'active' AND origin = 'platform'
                     AND kind <> 'creator_content_at_scale'
                  EXCEPT
                  SELECT project_id, status FROM old_projects) AS n) AS e
   WHERE e.due IS NOT NULL
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'Project % can''t become % yet: % and settled has not come to it.',
        refused.project_id, refused.status, refused.due
      USING ERRCODE = 'check_violation', CONSTRAINT = 'projects_end_after_what_is_due',
            TABLE = 'projects', HINT = 'settled explain tells what it waits for.';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER guard_due AFTER UPDATE ON projects
  REFERENCING OLD TABLE AS old_projects NEW TABLE AS new_projects
  FOR EACH STATEMENT EXECUTE FUNCTION guard_project_due();

CREATE FUNCTION guard_project_terms() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
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

CREATE TRIGGER guard_terms BEFORE UPDATE ON projects
  FOR EACH ROW WHEN ((NEW.project_id, NEW.advertiser_id, NEW.kind, NEW.origin, NEW.currency)
                     IS DISTINCT FROM
                     (OLD.project_id, OLD.advertiser_id, OLD.kind, OLD.origin, OLD.currency))
  EXECUTE FUNCTION guard_project_terms();

CREATE FUNCTION guard_cancellation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  accepted timestamptz;
  other bigint;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.status NOT IN ('open', 'waiting_for_open_orders') THEN
      RAISE EXCEPTION 'Cancellation % is %: what was recorded of it can''t change any more.',
          OLD.cancellation_id, replace(OLD.status, '_', ' ')
        USING ERRCODE = 'check_violation', CONSTRAINT = 'cancellations_ended_facts_stay',
              TABLE = 'cancellations', HINT = 'Record a new cancellation.';
    END IF;
    IF NEW.cancellation_id <> OLD.cancellation_id OR NEW.project_id <> OLD.project_id THEN
      RAISE EXCEPTION 'Cancellation % can''t change its number or its Project.',
          OLD.cancellation_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'cancellations_stay_in_their_project',
              TABLE = 'cancellations';
    END IF;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    accepted := accepted_at(OLD);
    IF accepted <= clock_timestamp() AND coalesce(accepted_at(NEW) > accepted, true) THEN
      RAISE EXCEPTION 'Cancellation % was accepted at %, and that can''t be taken back.',
          OLD.cancellation_id, as_text(accepted)
        USING ERRCODE = 'check_violation', CONSTRAINT = 'cancellations_acceptance_stays',
              TABLE = 'cancellations';
    END IF;
    IF (NEW.declined_at, NEW.withdrawn_at) IS DISTINCT FROM (OLD.declined_at, OLD.withdrawn_at)
       AND (SELECT p.status FROM projects p WHERE p.project_id = NEW.project_id) <> 'active' THEN
      RAISE EXCEPTION 'Project % has ended: its cancellation % can no longer be declined or withdrawn.',
          NEW.project_id, NEW.cancellation_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'cancellations_end_with_their_project',
              TABLE = 'cancellations';
    END IF;
  END IF;
  IF NEW.declined_at IS NOT NULL OR NEW.withdrawn_at IS NOT NULL THEN
    accepted := accepted_at(NEW);
    IF NEW.declined_at >= accepted OR NEW.withdrawn_at >= accepted THEN
      RAISE EXCEPTION 'Cancellation % was accepted at % and can no longer be %.',
          NEW.cancellation_id, as_text(accepted),
          CASE WHEN NEW.declined_at >= accepted THEN 'declined' ELSE 'withdrawn' END
        USING ERRCODE = 'check_violation', CONSTRAINT = 'cancellations_accepted_is_final',
              TABLE = 'cancellations';
    END IF;
  ELSIF NEW.status IN ('open', 'waiting_for_open_orders') THEN
    SELECT c.cancellation_id INTO other FROM cancellations c
     WHERE c.project_id = NEW.project_id AND c.cancellation_id <> NEW.cancellation_id
       AND c.status IN ('open', 'waiting_for_open_orders')
       AND c.declined_at IS NULL AND c.withdrawn_at IS NULL
     LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'Project % already has a live cancellation, number %.', NEW.project_id, other
        USING ERRCODE = 'unique_violation', CONSTRAINT = 'cancellations_one_is_live_per_project',
              TABLE = 'cancellations',
              HINT = 'Let it be settled, declined or withdrawn before another one.';
    END IF;
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER guard_insert BEFORE INSERT ON cancellations
  FOR EACH ROW WHEN (NEW.initiated_by <> 'deadline')
  EXECUTE FUNCTION guard_cancellation();
CREATE TRIGGER guard_update BEFORE UPDATE ON cancellations
  FOR EACH ROW WHEN (
    (NEW.cancellation_id, NEW.project_id, NEW.initiated_by, NEW.communicated_at,
     NEW.request_issued_at, NEW.advertiser_accepted_at, NEW.provider_accepted_at, NEW.declined_at,
     NEW.withdrawn_at, NEW.disputed_at, NEW.dispute_resolved_at)
    IS DISTINCT FROM
    (OLD.cancellation_id, OLD.project_id, OLD.initiated_by, OLD.communicated_at,
     OLD.request_issued_at, OLD.advertiser_accepted_at, OLD.provider_accepted_at, OLD.declined_at,
     OLD.withdrawn_at, OLD.disputed_at, OLD.dispute_resolved_at))
  EXECUTE FUNCTION guard_cancellation();

CREATE FUNCTION guard_cancellation_end() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  RAISE EXCEPTION 'Cancellation % is % and stays so.',
      OLD.cancellation_id, replace(OLD.status, '_', ' ')
    USING ERRCODE = 'check_violation', CONSTRAINT = 'cancellations_end_is_final',
          TABLE = 'cancellations';
END
$$;

CREATE TRIGGER guard_end BEFORE UPDATE ON cancellations
  FOR EACH ROW WHEN (
    OLD.status NOT IN ('open', 'waiting_for_open_orders')
    AND (NEW.status, NEW.effective_at, NEW.settled_at)
        IS DISTINCT FROM (OLD.status, OLD.effective_at, OLD.settled_at)
    AND NOT (OLD.status = 'escalated' AND NEW.status = 'superseded'))
  EXECUTE FUNCTION guard_cancellation_end();

CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  RAISE EXCEPTION 'What stands in % is final: % is refused.', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation',
          CONSTRAINT = TG_TABLE_NAME || '_are_append_only', TABLE = TG_TABLE_NAME,
          HINT = 'Correct money with a new record, never by changing an old one.';
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON settlement_lines
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON settlement_lines
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON refund_credits
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON refund_credits
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON notifications
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON notifications
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

DO $$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT tgrelid::regclass AS relation, tgname FROM pg_trigger g
            JOIN pg_class c ON c.oid = g.tgrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = current_schema() AND NOT g.tgisinternal
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.relation, t.tgname);
  END LOOP;
END
$$;
