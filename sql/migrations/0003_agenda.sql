-- The agenda: one row for each Project that has something coming, and when. It is the Project's
-- place in the queue and its lock; `infinity` means that the Project is in quarantine.
--
-- These triggers keep it: by the commit that records a fact, whatever the fact can set off is on the
-- agenda. They work on statements, so that a bulk load costs one of them. They may be generous (a
-- worker that finds nothing to do moves the row on) but never late. Asking first whether a
-- cancellation is pending does not race with a concurrent acceptance: that wakes the Project itself,
-- and a worker leaves alone a Project of which anybody holds a row. Under REPEATABLE READ nobody can
-- ask, because what a worker did meanwhile is not to be seen: then the Project is woken unasked.

CREATE TABLE agenda (
  project_id bigint PRIMARY KEY,
  due_at timestamptz NOT NULL
) WITH (fillfactor = 70);

CREATE INDEX agenda_due ON agenda (due_at, project_id);

CREATE FUNCTION wake_projects(ids bigint[], dues timestamptz[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  WITH wanted AS MATERIALIZED (
    SELECT w.project_id, min(w.due_at) AS due_at
      FROM unnest(ids, dues) AS w (project_id, due_at)
     WHERE w.due_at IS NOT NULL
     GROUP BY w.project_id
     ORDER BY w.project_id
  )
  INSERT INTO agenda AS a (project_id, due_at)
  SELECT w.project_id, w.due_at FROM wanted w
  ON CONFLICT (project_id) DO UPDATE SET due_at = excluded.due_at
   WHERE a.due_at > excluded.due_at
$$;

-- A Project in quarantine is tried again when its facts change.
CREATE FUNCTION wake_quarantined(ids bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  UPDATE agenda SET due_at = now() WHERE project_id = ANY (ids) AND due_at = 'infinity'
$$;

-- When an Order has something coming of its own. Stable, not immutable, so that the planner puts its
-- expression where the call stands.
CREATE FUNCTION order_due(o orders, p projects) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN p.origin = 'platform' AND p.kind IN ('creator', 'partner') THEN least(
    CASE WHEN o.status = 'in_review' AND o.manual_review
         THEN o.review_requested_at + interval '336 hours' END,
    CASE WHEN p.kind = 'creator' AND (o.cancelled_at IS NULL OR o.cancelled_at > p.deadline)
              AND coalesce(o.agreed_at, o.content_submitted_at, o.completed_at) < p.deadline
              AND (o.content_submitted_at IS NULL OR o.content_submitted_at >= p.deadline)
         THEN p.deadline END) END
$$;

CREATE FUNCTION agenda_after_order_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  ids bigint[] := ARRAY(SELECT DISTINCT project_id FROM new_orders ORDER BY 1);
  refused record;
BEGIN
  -- Whoever settles one of these Projects at this moment does not see the new Orders: wait for it.
  PERFORM FROM agenda WHERE project_id = ANY (ids) ORDER BY project_id FOR UPDATE;
  -- And for whoever ends one, or moves its deadline.
  PERFORM FROM projects WHERE project_id = ANY (ids) ORDER BY project_id FOR SHARE;
  SELECT n.order_id, n.project_id INTO refused
    FROM new_orders n JOIN projects p ON p.project_id = n.project_id
   WHERE p.status = 'cancelled' AND n.status NOT IN ('approved', 'completed', 'cancelled')
     AND EXISTS (SELECT FROM cancellations c
                  WHERE c.project_id = n.project_id AND c.status = 'settled')
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'Order % can''t join Project %, which was cancelled and settled.',
        refused.order_id, refused.project_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_join_no_settled_project',
            TABLE = 'orders', HINT = 'Record it in a Project of its own.';
  END IF;
  PERFORM wake_projects(array_agg(n.project_id), array_agg(order_due(o, p)))
    FROM new_orders n
    JOIN projects p ON p.project_id = n.project_id
    JOIN orders o ON o.order_id = n.order_id
   WHERE p.status = 'active' AND order_due(o, p) IS NOT NULL
  HAVING count(*) > 0;
  PERFORM wake_quarantined(ids);
  RETURN NULL;
END
$$;

CREATE TRIGGER agenda_after_insert AFTER INSERT ON orders
  REFERENCING NEW TABLE AS new_orders
  FOR EACH STATEMENT EXECUTE FUNCTION agenda_after_order_insert();

CREATE FUNCTION agenda_after_order_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  ids bigint[];
  dues timestamptz[];
BEGIN
  -- A deemed approval is the worker's own and sets nothing off.
  SELECT array_agg(c.project_id), array_agg(CASE WHEN p.status = 'active' THEN least(
           order_due(c.o, p),
           CASE WHEN current_setting('transaction_isolation') <> 'read committed'
                     OR EXISTS (SELECT FROM cancellations x
                                 WHERE x.project_id = c.project_id
                                   AND x.status IN ('open', 'waiting_for_open_orders'))
                THEN now() END) END)
    INTO ids, dues
    FROM (SELECT n.project_id, o
            FROM new_orders n
            JOIN old_orders w ON w.order_id = n.order_id
            JOIN orders o ON o.order_id = n.order_id
           WHERE (n.fee_minor, n.paid_minor, n.manual_review, n.agreed_at, n.delivery_started_at,
                  n.content_submitted_at, n.review_requested_at, n.responded_at, n.completed_at,
                  n.cancelled_at)
                 IS DISTINCT FROM
                 (w.fee_minor, w.paid_minor, w.manual_review, w.agreed_at, w.delivery_started_at,
                  w.content_submitted_at, w.review_requested_at, w.responded_at, w.completed_at,
                  w.cancelled_at)
              OR n.status IS DISTINCT FROM w.status AND n.approval IS DISTINCT FROM 'deemed'
              OR n.approved_at IS DISTINCT FROM w.approved_at
                 AND n.approval IS DISTINCT FROM 'deemed') AS c
    JOIN projects p ON p.project_id = c.project_id
   WHERE p.kind <> 'creator_content_at_scale';
  IF ids IS NOT NULL THEN
    PERFORM wake_projects(ids, dues);
    PERFORM wake_quarantined(ids);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER agenda_after_update AFTER UPDATE ON orders
  REFERENCING OLD TABLE AS old_orders NEW TABLE AS new_orders
  FOR EACH STATEMENT EXECUTE FUNCTION agenda_after_order_update();

CREATE FUNCTION agenda_after_cancellation_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM wake_projects(array_agg(n.project_id), array_agg(now()))
    FROM new_cancellations n JOIN projects p ON p.project_id = n.project_id
   WHERE n.status IN ('open', 'waiting_for_open_orders') AND p.kind <> 'creator_content_at_scale'
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;

CREATE TRIGGER agenda_after_insert AFTER INSERT ON cancellations
  REFERENCING NEW TABLE AS new_cancellations
  FOR EACH STATEMENT EXECUTE FUNCTION agenda_after_cancellation_insert();

CREATE FUNCTION agenda_after_cancellation_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM wake_projects(array_agg(n.project_id), array_agg(now()))
    FROM new_cancellations n
    JOIN old_cancellations w ON w.cancellation_id = n.cancellation_id
    JOIN projects p ON p.project_id = n.project_id
   WHERE n.status IN ('open', 'waiting_for_open_orders') AND p.kind <> 'creator_content_at_scale'
     AND (n.initiated_by, n.communicated_at, n.request_issued_at, n.advertiser_accepted_at,
          n.provider_accepted_at, n.declined_at, n.withdrawn_at, n.disputed_at,
          n.dispute_resolved_at)
         IS DISTINCT FROM
         (w.initiated_by, w.communicated_at, w.request_issued_at, w.advertiser_accepted_at,
          w.provider_accepted_at, w.declined_at, w.withdrawn_at, w.disputed_at,
          w.dispute_resolved_at)
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;

CREATE TRIGGER agenda_after_update AFTER UPDATE ON cancellations
  REFERENCING OLD TABLE AS old_cancellations NEW TABLE AS new_cancellations
  FOR EACH STATEMENT EXECUTE FUNCTION agenda_after_cancellation_update();

-- A new Project has no Orders yet, so only a change can set anything off.
CREATE FUNCTION agenda_after_project_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM wake_projects(array_agg(n.project_id), array_agg(now()))
    FROM new_projects n JOIN old_projects w ON w.project_id = n.project_id
   WHERE n.kind <> 'creator_content_at_scale'
     AND ((n.kind, n.origin, n.deadline, n.advertiser_id, n.provider_id, n.currency)
          IS DISTINCT FROM
          (w.kind, w.origin, w.deadline, w.advertiser_id, w.provider_id, w.currency)
       OR n.status <> w.status
          AND (current_setting('transaction_isolation') <> 'read committed'
               OR EXISTS (SELECT FROM cancellations c
                           WHERE c.project_id = n.project_id
                             AND c.status IN ('open', 'waiting_for_open_orders', 'escalated'))))
  HAVING count(*) > 0;
  PERFORM wake_quarantined(array_agg(n.project_id))
    FROM new_projects n JOIN old_projects w ON w.project_id = n.project_id
   WHERE n.status <> w.status
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;

CREATE TRIGGER agenda_after_update AFTER UPDATE ON projects
  REFERENCING OLD TABLE AS old_projects NEW TABLE AS new_projects
  FOR EACH STATEMENT EXECUTE FUNCTION agenda_after_project_update();
