-- What a PostgreSQL user would write by hand: plain tables with keys, obvious foreign keys and checks,
-- an index on what is open, and a set-based procedure for each job, as pg_cron would call it. No agenda,
-- no guards, no program.

CREATE TABLE advertisers (advertiser_id bigint PRIMARY KEY, email text);

CREATE TABLE projects (
  project_id bigint PRIMARY KEY,
  advertiser_id bigint NOT NULL REFERENCES advertisers,
  provider_id bigint,
  kind text NOT NULL CHECK (kind IN ('creator', 'partner', 'creator_content_at_scale')),
  origin text NOT NULL DEFAULT 'platform' CHECK (origin IN ('platform', 'private')),
  currency text NOT NULL,
  deadline timestamptz,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'completed', 'cancelled')),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE orders (
  order_id bigint PRIMARY KEY,
  project_id bigint NOT NULL REFERENCES projects,
  fee_minor bigint NOT NULL CHECK (fee_minor >= 0),
  paid_minor bigint NOT NULL DEFAULT 0 CHECK (paid_minor BETWEEN 0 AND fee_minor),
  manual_review boolean NOT NULL DEFAULT true,
  status text NOT NULL DEFAULT 'proposed'
    CHECK (status IN ('proposed', 'agreed', 'in_review', 'changes_requested', 'approved', 'completed',
                      'cancelled')),
  agreed_at timestamptz,
  delivery_started_at timestamptz,
  content_submitted_at timestamptz,
  review_requested_at timestamptz,
  responded_at timestamptz,
  approved_at timestamptz,
  approval text CHECK (approval IN ('express', 'deemed', 'platform')),
  completed_at timestamptz,
  cancelled_at timestamptz
);
CREATE INDEX ON orders (project_id);
CREATE INDEX ON orders (review_requested_at) WHERE status = 'in_review';

CREATE TABLE cancellations (
  cancellation_id bigint PRIMARY KEY,
  project_id bigint NOT NULL REFERENCES projects,
  initiated_by text NOT NULL CHECK (initiated_by IN ('advertiser', 'provider', 'deadline')),
  communicated_at timestamptz NOT NULL,
  request_issued_at timestamptz,
  advertiser_accepted_at timestamptz,
  provider_accepted_at timestamptz,
  declined_at timestamptz,
  withdrawn_at timestamptz,
  disputed_at timestamptz,
  dispute_resolved_at timestamptz,
  status text NOT NULL DEFAULT 'open'
    CHECK (status IN ('open', 'waiting_for_open_orders', 'settled', 'declined', 'withdrawn',
                      'superseded', 'escalated', 'out_of_scope')),
  status_reason text,
  effective_at timestamptz,
  settled_at timestamptz
);
CREATE INDEX ON cancellations (project_id);
CREATE INDEX ON cancellations (communicated_at) WHERE status = 'open';

CREATE TABLE settlement_lines (
  order_id bigint PRIMARY KEY REFERENCES orders,
  cancellation_id bigint NOT NULL REFERENCES cancellations,
  rule text NOT NULL,
  policy_version text NOT NULL,
  fee_minor bigint NOT NULL,
  paid_minor bigint NOT NULL,
  refund_minor bigint NOT NULL CHECK (refund_minor >= 0),
  retained_minor bigint NOT NULL CHECK (retained_minor >= 0),
  CHECK (paid_minor = refund_minor + retained_minor)
);

CREATE TABLE refund_credits (
  cancellation_id bigint PRIMARY KEY REFERENCES cancellations,
  advertiser_id bigint NOT NULL,
  project_id bigint NOT NULL,
  currency text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  credited_at timestamptz NOT NULL DEFAULT now(),
  due_by timestamptz NOT NULL
);
CREATE INDEX ON refund_credits (advertiser_id);

CREATE TABLE notifications (
  notification_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recipient text NOT NULL CHECK (recipient IN ('advertiser', 'provider')),
  recipient_id bigint NOT NULL,
  kind text NOT NULL,
  project_id bigint NOT NULL,
  order_id bigint,
  cancellation_id bigint,
  payload jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE PROCEDURE approve(batch bigint) LANGUAGE plpgsql AS $$
BEGIN
  LOOP
    WITH due AS (
      SELECT o.order_id, p.advertiser_id, p.provider_id
        FROM orders o JOIN projects p USING (project_id)
       WHERE o.status = 'in_review' AND o.manual_review
         AND o.review_requested_at <= now() - interval '336 hours'
         AND p.status = 'active' AND p.origin = 'platform' AND p.kind IN ('creator', 'partner')
       ORDER BY o.review_requested_at
       LIMIT batch
         FOR UPDATE OF o SKIP LOCKED
    ), approved AS (
      UPDATE orders o
         SET status = 'approved', approval = 'deemed',
             approved_at = o.review_requested_at + interval '336 hours'
        FROM due d
       WHERE o.order_id = d.order_id
      RETURNING o.order_id, o.project_id, o.approved_at, d.advertiser_id, d.provider_id
    )
    INSERT INTO notifications (recipient, recipient_id, kind, project_id, order_id, payload)
    SELECT r.recipient, r.recipient_id, 'order_deemed_approved', a.project_id, a.order_id,
           jsonb_build_object('at', to_char(a.approved_at AT TIME ZONE 'UTC',
                                            'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
      FROM approved a,
           LATERAL (VALUES ('advertiser', a.advertiser_id), ('provider', a.provider_id))
                   AS r (recipient, recipient_id)
     WHERE r.recipient_id IS NOT NULL;
    EXIT WHEN NOT FOUND;
    COMMIT;
  END LOOP;
END
$$;

CREATE PROCEDURE settle(batch bigint) LANGUAGE plpgsql AS $$
BEGIN
  LOOP
    WITH accepted AS (
      SELECT c.cancellation_id, p.advertiser_id, p.provider_id, p.currency,
             greatest(c.advertiser_accepted_at, c.provider_accepted_at) AS effective_at
        FROM cancellations c JOIN projects p USING (project_id)
       WHERE c.status = 'open' AND p.kind = 'creator' AND p.origin = 'platform' AND p.status = 'active'
         AND c.advertiser_accepted_at IS NOT NULL AND c.provider_accepted_at IS NOT NULL
         AND greatest(c.advertiser_accepted_at, c.provider_accepted_at) <= now()
         AND c.declined_at IS NULL AND c.withdrawn_at IS NULL
         AND (c.disputed_at IS NULL OR c.dispute_resolved_at IS NOT NULL)
       ORDER BY c.communicated_at
       LIMIT batch
         FOR UPDATE OF c, p SKIP LOCKED
    ), settled AS (
      UPDATE cancellations c
         SET status = 'settled', settled_at = now(), effective_at = a.effective_at,
             status_reason = 'Settled as of '
               || to_char(a.effective_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
               || ', when it took effect.'
        FROM accepted a
       WHERE c.cancellation_id = a.cancellation_id
      RETURNING c.cancellation_id, c.project_id, c.initiated_by, c.communicated_at, c.effective_at,
                a.advertiser_id, a.provider_id, a.currency
    ), judged AS MATERIALIZED (
      SELECT o.order_id, o.status, s.cancellation_id, s.effective_at, r.rule, o.fee_minor, o.paid_minor,
             CASE r.rule
               WHEN 'creator.before_submission.advertiser' THEN (o.paid_minor * 90 + 50) / 100
               WHEN 'creator.after_submission' THEN least((o.fee_minor * 50 + 50) / 100, o.paid_minor)
               WHEN 'creator.approved' THEN 0
               ELSE o.paid_minor
             END AS refund_minor
        FROM settled s JOIN orders o ON o.project_id = s.project_id,
             LATERAL (SELECT CASE
               WHEN least(o.approved_at, o.completed_at) <= s.communicated_at THEN 'creator.approved'
               WHEN o.content_submitted_at <= s.communicated_at THEN 'creator.after_submission'
               WHEN o.agreed_at <= s.communicated_at AND s.initiated_by = 'advertiser'
                 THEN 'creator.before_submission.advertiser'
               WHEN o.agreed_at <= s.communicated_at THEN 'creator.before_submission.provider'
               ELSE 'creator.before_order' END AS rule) AS r
       WHERE o.status <> 'cancelled'
    ), lines AS (
      INSERT INTO settlement_lines
      SELECT order_id, cancellation_id, rule, '2026-02', fee_minor, paid_minor, refund_minor,
             paid_minor - refund_minor
        FROM judged
    ), ended AS (
      UPDATE orders o SET status = 'cancelled', cancelled_at = j.effective_at
        FROM judged j
       WHERE o.order_id = j.order_id AND j.status NOT IN ('approved', 'completed')
    ), closed AS (
      UPDATE projects p SET status = 'cancelled' FROM settled s WHERE p.project_id = s.project_id
    ), credited AS (
      INSERT INTO refund_credits (cancellation_id, advertiser_id, project_id, currency, amount_minor,
                                  due_by)
      SELECT s.cancellation_id, s.advertiser_id, s.project_id, s.currency, j.amount,
             s.effective_at + interval '72 hours'
        FROM (SELECT cancellation_id, sum(refund_minor)::bigint AS amount FROM judged
               GROUP BY cancellation_id) AS j JOIN settled s USING (cancellation_id)
       WHERE j.amount > 0
      RETURNING cancellation_id, amount_minor, due_by
    )
    INSERT INTO notifications (recipient, recipient_id, kind, project_id, cancellation_id, payload)
    SELECT m.recipient, m.recipient_id, m.kind, s.project_id, s.cancellation_id, m.payload
      FROM settled s LEFT JOIN credited c USING (cancellation_id),
           LATERAL (SELECT at, jsonb_build_object('at', at) AS end_of_it
                      FROM to_char(s.effective_at AT TIME ZONE 'UTC',
                                   'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at OFFSET 0) AS t,
           LATERAL (VALUES
             ('advertiser', s.advertiser_id, 'project_cancelled', t.end_of_it),
             ('provider', s.provider_id, 'project_cancelled', t.end_of_it),
             ('advertiser', s.advertiser_id, 'refund_credited',
              CASE WHEN c.amount_minor > 0 THEN jsonb_build_object(
                'at', t.at, 'amount_minor', c.amount_minor, 'currency', s.currency,
                'due_by', to_char(c.due_by AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) END))
                   AS m (recipient, recipient_id, kind, payload)
     WHERE m.payload IS NOT NULL AND m.recipient_id IS NOT NULL;
    EXIT WHEN NOT FOUND;
    COMMIT;
  END LOOP;
END
$$;
