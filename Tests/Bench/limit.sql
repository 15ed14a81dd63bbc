-- The limit: what PostgreSQL itself takes to write the very rows that settled writes, into the same
-- tables, under the same triggers and rights, with no program beside it. It reads as little as it can,
-- locks nothing that it does not write, and knows that nothing but this work is due.

CREATE SCHEMA bench;
GRANT USAGE ON SCHEMA bench TO settled_worker;

CREATE PROCEDURE bench.approve(batch bigint) LANGUAGE plpgsql AS $$
DECLARE
  place timestamptz := '-infinity';
BEGIN
  LOOP
    WITH claimed AS (
      DELETE FROM agenda
       WHERE ctid = ANY (ARRAY(SELECT ctid FROM agenda
                                WHERE due_at BETWEEN place AND now() ORDER BY due_at LIMIT batch))
      RETURNING project_id, due_at
    ), approved AS (
      UPDATE orders o
         SET status = 'approved', approval = 'deemed',
             approved_at = o.review_requested_at + interval '336 hours'
        FROM claimed k JOIN projects p ON p.project_id = k.project_id
       WHERE o.project_id = k.project_id AND o.status = 'in_review' AND o.manual_review
         AND o.review_requested_at <= now() - interval '336 hours'
      RETURNING o.order_id, o.project_id, o.approved_at, p.advertiser_id, p.provider_id
    ), told AS (
      INSERT INTO notifications (recipient, recipient_id, kind, project_id, order_id, payload)
      SELECT r.recipient, r.recipient_id, 'order_deemed_approved', a.project_id, a.order_id, m.payload
        FROM approved a,
             LATERAL (SELECT jsonb_build_object('at', to_char(a.approved_at AT TIME ZONE 'UTC',
                                                              'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                             AS payload OFFSET 0) AS m,
             LATERAL (VALUES ('advertiser', a.advertiser_id), ('provider', a.provider_id))
                     AS r (recipient, recipient_id)
    )
    SELECT max(due_at) INTO place FROM claimed;
    EXIT WHEN place IS NULL;
    COMMIT;
  END LOOP;
END
$$;

CREATE PROCEDURE bench.settle(batch bigint) LANGUAGE plpgsql AS $$
DECLARE
  place timestamptz := '-infinity';
BEGIN
  LOOP
    WITH claimed AS (
      DELETE FROM agenda
       WHERE ctid = ANY (ARRAY(SELECT ctid FROM agenda
                                WHERE due_at BETWEEN place AND now() ORDER BY due_at LIMIT batch))
      RETURNING project_id, due_at
    ), settled AS (
      UPDATE cancellations c
         SET status = 'settled', settled_at = now(),
             effective_at = greatest(c.advertiser_accepted_at, c.provider_accepted_at),
             status_reason = 'Settled as of '
               || to_char(greatest(c.advertiser_accepted_at, c.provider_accepted_at) AT TIME ZONE 'UTC',
                          'YYYY-MM-DD"T"HH24:MI:SS"Z"') || ', when it took effect.'
        FROM claimed k JOIN projects p ON p.project_id = k.project_id
       WHERE c.project_id = k.project_id AND c.status = 'open'
         AND greatest(c.advertiser_accepted_at, c.provider_accepted_at) <= now()
      RETURNING c.cancellation_id, c.project_id, c.initiated_by, c.communicated_at, c.effective_at,
                p.advertiser_id, p.provider_id, p.currency
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
    ), lines AS (
      INSERT INTO settlement_lines (order_id, cancellation_id, rule, policy_version, fee_minor,
                                    paid_minor, refund_minor, retained_minor)
      SELECT order_id, cancellation_id, rule, '2026-02', fee_minor, paid_minor, refund_minor,
             paid_minor - refund_minor
        FROM judged
    ), ended AS (
      UPDATE orders o SET status = 'cancelled', cancelled_at = j.effective_at
        FROM judged j
       WHERE o.order_id = j.order_id AND j.status NOT IN ('approved', 'completed', 'cancelled')
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
    ), told AS (
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
       WHERE m.payload IS NOT NULL
    )
    SELECT max(due_at) INTO place FROM claimed;
    EXIT WHEN place IS NULL;
    COMMIT;
  END LOOP;
END
$$;

GRANT EXECUTE ON ALL PROCEDURES IN SCHEMA bench TO settled_worker;
