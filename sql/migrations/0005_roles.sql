-- Who may do what: settled_platform writes facts, settled_worker reads facts and writes outcomes,
-- settled_readonly looks. Roles belong to the whole cluster, so another market or another host may
-- have made them already, or be doing it now. They have no password until somebody sets one.

DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['settled_platform', 'settled_worker', 'settled_readonly'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I LOGIN', role_name);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
      END;
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role_name);
  END LOOP;
  IF current_schema() <> 'public' THEN
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', current_schema());
  END IF;
END
$$;

-- The worker finds Projects whose deadline was missed; this records that, and nothing else: what a
-- cancellation says is the Project's own deadline, and it is settled by the transaction that writes
-- it. So the worker needs no right to write a cancellation, and can't forge anybody's wish.
CREATE FUNCTION record_missed_deadlines(ids bigint[], reasons text[])
RETURNS TABLE (project_id bigint, cancellation_id bigint)
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  INSERT INTO cancellations AS c (project_id, initiated_by, communicated_at, status, status_reason,
                                  effective_at, settled_at)
  SELECT DISTINCT ON (p.project_id)
         p.project_id, 'deadline', p.deadline, 'settled', m.reason, p.deadline, now()
    FROM unnest(ids, reasons) AS m (project_id, reason)
    JOIN projects p ON p.project_id = m.project_id
   WHERE p.deadline <= now() AND p.kind = 'creator' AND p.origin = 'platform'
     AND p.status = 'active'
     AND EXISTS (SELECT FROM orders o
                  WHERE o.project_id = p.project_id AND order_due(o, p) = p.deadline
                    AND NOT EXISTS (SELECT FROM settlement_lines l WHERE l.order_id = o.order_id))
  RETURNING c.project_id, c.cancellation_id
$$;

DO $$
BEGIN
  EXECUTE format('REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA %I FROM PUBLIC', current_schema());
END
$$;
GRANT EXECUTE ON FUNCTION next_cancellation_id() TO settled_platform;
GRANT EXECUTE ON FUNCTION record_missed_deadlines(bigint[], text[]) TO settled_worker;

GRANT SELECT ON advertisers, projects, orders, cancellations, settlement_lines, refund_credits,
  notifications, quarantine, agenda, fund_details, advertiser_balances, schema_migrations
  TO settled_platform, settled_worker, settled_readonly;

GRANT INSERT, UPDATE ON advertisers, projects, orders TO settled_platform;
GRANT INSERT (cancellation_id, project_id, initiated_by, communicated_at, request_issued_at,
              advertiser_accepted_at, provider_accepted_at, declined_at, withdrawn_at, disputed_at,
              dispute_resolved_at),
      UPDATE (initiated_by, communicated_at, request_issued_at, advertiser_accepted_at,
              provider_accepted_at, declined_at, withdrawn_at, disputed_at, dispute_resolved_at)
  ON cancellations TO settled_platform;

GRANT UPDATE (status) ON projects TO settled_worker;
GRANT UPDATE (status, approved_at, approval, cancelled_at) ON orders TO settled_worker;
GRANT UPDATE (status, status_reason, effective_at, settled_at) ON cancellations TO settled_worker;
GRANT INSERT (order_id, cancellation_id, rule, policy_version, fee_minor, paid_minor, refund_minor,
              retained_minor) ON settlement_lines TO settled_worker;
GRANT INSERT (cancellation_id, advertiser_id, project_id, currency, amount_minor, due_by)
  ON refund_credits TO settled_worker;
GRANT INSERT (recipient, recipient_id, kind, project_id, order_id, cancellation_id, payload)
  ON notifications TO settled_worker;
GRANT INSERT (subject, subject_id, project_id, code, detail),
      UPDATE (project_id, code, detail, last_seen_at), DELETE ON quarantine TO settled_worker;
GRANT UPDATE (due_at), DELETE ON agenda TO settled_worker;
