-- The agenda: one row for each Project that has something coming, and when. It is the Project's
-- place in the queue and its lock; `infinity` means that the Project is in quarantine.
--
-- These triggers keep it: by the commit that records a fact, whatever the fact can set off is on the
-- agenda. They work on statements, so that a bulk load costs one of them. They may be generous (a
-- worker that finds nothing to do moves the row on) but never late. Asking first whether a
-- cancellation is pending does not race with a concurrent acceptance: that wakes the Project itself,
-- and a worker leaves alone a Project of which anybody holds a row. Under REPEATABLE READ nobody can
-- ask, because what a worker did meanwhile is not to be seen: then the Project is woken unasked.
--
-- A session keeps a trigger's plans, whether its first statement wrote one row or a million. So what
-- changed is found with EXCEPT, which hashes, never by joining the old rows with the new; and the
-- rest is reached from each changed row, in a subquery of its own and through indexes alone. Joins
-- took minutes for a bulk load after a first statement of one row.

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
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  ids bigint[] := ARRAY(SELECT DISTINCT project_id FROM new_orders ORDER BY 1);
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
  PERFORM wake_projects(
    array_agg(n.project_id),
    array_agg((SELECT order_due(o, p)
                 FROM orders o JOIN projects p ON p.project_id = o.project_id
                WHERE o.order_id = n.order_id AND p.status = 'active')))
    FROM new_orders n
  HAVING count(*) > 0;
  PERFORM wake_quarantined(ids);
  RETURN NULL;
END
$$;

CREATE TRIGGER agenda_after_insert AFTER INSERT ON orders
  REFERENCING NEW TABLE AS new_orders
  FOR EACH STATEMENT EXECUTE FUNCTION agenda_after_order_insert();

CREATE FUNCTION agenda_after_order_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  ids bigint[];
  dues timestamptz[];
BEGIN
  -- A deemed approval is the worker's own and sets nothing off.
  SELECT array_agg(f.project_id), array_agg((
           SELECT least(order_due(o, p),
                        CASE WHEN current_setting('transaction_isolation') <> 'read committed'
                                  OR EXISTS (SELECT FROM cancellations c
                                              WHERE c.project_id = p.project_id
                                                AND c.status IN ('open', 'waiting_for_open_orders'))
                             THEN now() END)
             FROM orders o JOIN projects p ON p.project_id = o.project_id
            WHERE o.order_id = f.order_id AND p.status = 'active'
              AND p.kind <> 'creator_content_at_scale'))
    INTO ids, dues
    FROM (SELECT order_id, project_id, fee_minor, paid_minor, manual_review, agreed_at,
                 delivery_started_at, content_submitted_at, review_requested_at, responded_at,
                 completed_at, cancelled_at,
                 CASE WHEN status = 'approved' AND approval = 'deemed' THEN 'in_review'
                      ELSE status END,
                 CASE WHEN approval = 'deemed' THEN NULL ELSE approved_at END
            FROM new_orders
          EXCEPT
          SELECT order_id, project_id, fee_minor, paid_minor, manual_review, agreed_at,
                 delivery_started_at, content_submitted_at, review_requested_at, responded_at,
                 completed_at, cancelled_at,
                 CASE WHEN status = 'approved' AND approval = 'deemed' THEN 'in_review'
                      ELSE status END,
                 CASE WHEN approval = 'deemed' THEN NULL ELSE approved_at END
            FROM old_orders) AS f;
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
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
  PERFORM wake_projects(array_agg(n.project_id), array_agg(now()))
    FROM new_cancellations n
   WHERE n.status IN ('open', 'waiting_for_open_orders')
     AND (SELECT p.kind FROM projects p WHERE p.project_id = n.project_id)
         <> 'creator_content_at_scale'
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;

CREATE TRIGGER agenda_after_insert AFTER INSERT ON cancellations
  REFERENCING NEW TABLE AS new_cancellations
  FOR EACH STATEMENT EXECUTE FUNCTION agenda_after_cancellation_insert();

CREATE FUNCTION agenda_after_cancellation_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
  PERFORM wake_projects(array_agg(n.project_id), array_agg(now()))
    FROM (SELECT cancellation_id, project_id, initiated_by, communicated_at, request_issued_at,
                 advertiser_accepted_at, provider_accepted_at, declined_at, withdrawn_at,
                 disputed_at, dispute_resolved_at
            FROM new_cancellations WHERE status IN ('open', 'waiting_for_open_orders')
          EXCEPT
          SELECT cancellation_id, project_id, initiated_by, communicated_at, request_issued_at,
                 advertiser_accepted_at, provider_accepted_at, declined_at, withdrawn_at,
                 disputed_at, dispute_resolved_at
            FROM old_cancellations) AS n
   WHERE (SELECT p.kind FROM projects p WHERE p.project_id = n.project_id)
         <> 'creator_content_at_scale'
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;

CREATE TRIGGER agenda_after_update AFTER UPDATE ON cancellations
  REFERENCING OLD TABLE AS old_cancellations NEW TABLE AS new_cancellations
  FOR EACH STATEMENT EXECUTE FUNCTION agenda_after_cancellation_update();

-- A new Project has no Orders yet, so only a change can set anything off.
CREATE FUNCTION agenda_after_project_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  ended bigint[];
BEGIN
  PERFORM wake_projects(array_agg(n.project_id), array_agg(now()))
    FROM (SELECT project_id, kind, origin, deadline, advertiser_id, provider_id, currency
            FROM new_projects
          EXCEPT
          SELECT project_id, kind, origin, deadline, advertiser_id, provider_id, currency
            FROM old_projects) AS n
   WHERE n.kind <> 'creator_content_at_scale'
  HAVING count(*) > 0;
  ended := ARRAY(SELECT n.project_id
                   FROM (SELECT project_id, kind, status FROM new_projects
                         EXCEPT
                         SELECT project_id, kind, status FROM old_projects) AS n
                  WHERE n.kind <> 'creator_content_at_scale');
  PERFORM wake_projects(array_agg(e.project_id), array_agg(now()))
    FROM unnest(ended) AS e (project_id)
   WHERE current_setting('transaction_isolation') <> 'read committed'
      OR (SELECT count(*) FROM cancellations c
           WHERE c.project_id = e.project_id
             AND c.status IN ('open', 'waiting_for_open_orders', 'escalated')) > 0
  HAVING count(*) > 0;
  PERFORM wake_quarantined(ended);
  RETURN NULL;
END
$$;

CREATE TRIGGER agenda_after_update AFTER UPDATE ON projects
  REFERENCING OLD TABLE AS old_projects NEW TABLE AS new_projects
  FOR EACH STATEMENT EXECUTE FUNCTION agenda_after_project_update();
