-- Every row that is not as it must be, in a sentence.

SELECT 'order ' || coalesce(d.order_id, o.order_id) || ': ' || CASE
         WHEN o.order_id IS NULL THEN 'it is gone'
         WHEN d.order_id IS NULL THEN 'nobody recorded it'
         ELSE format('it is %s, %s approved at %s, cancelled at %s instead of %s, %s approved at %s, cancelled at %s',
                o.status, o.approval, o.approved_at, o.cancelled_at,
                d.status, d.approval, d.approved_at, d.cancelled_at) END
  FROM demanded_orders d FULL JOIN orders o USING (order_id)
 WHERE (d.status, d.approval, d.approved_at, d.cancelled_at)
       IS DISTINCT FROM (o.status, o.approval, o.approved_at, o.cancelled_at)
UNION ALL
SELECT format('order %s: its facts are %s instead of %s', w.order_id, o, w)
  FROM witness.orders w JOIN orders o USING (order_id)
 WHERE (w.project_id, w.fee_minor, w.paid_minor, w.manual_review, w.agreed_at,
        w.delivery_started_at, w.content_submitted_at, w.review_requested_at, w.responded_at,
        w.completed_at)
       IS DISTINCT FROM
       (o.project_id, o.fee_minor, o.paid_minor, o.manual_review, o.agreed_at,
        o.delivery_started_at, o.content_submitted_at, o.review_requested_at, o.responded_at,
        o.completed_at)
UNION ALL
SELECT 'project ' || coalesce(r.project_id, p.project_id) || ': '
       || format('it is %s instead of %s', p.status,
                 CASE WHEN r.closed_at IS NOT NULL THEN 'cancelled' ELSE r.status END)
  FROM reach r FULL JOIN projects p USING (project_id)
 WHERE CASE WHEN r.closed_at IS NOT NULL THEN 'cancelled' ELSE r.status END
       IS DISTINCT FROM p.status
UNION ALL
SELECT format('project %s: its facts are %s instead of %s', w.project_id, p, w)
  FROM witness.projects w JOIN projects p USING (project_id)
 WHERE (w.advertiser_id, w.provider_id, w.kind, w.origin, w.currency, w.deadline)
       IS DISTINCT FROM
       (p.advertiser_id, p.provider_id, p.kind, p.origin, p.currency, p.deadline)
UNION ALL
SELECT 'cancellation ' || coalesce(d.cancellation_id, x.cancellation_id) || ': ' || CASE
         WHEN x.cancellation_id IS NULL THEN 'it is gone'
         WHEN d.cancellation_id IS NULL THEN 'nobody recorded it'
         ELSE format('it is %s, effective at %s instead of %s, effective at %s', x.status,
                     x.effective_at, d.status, d.effective_at) END
  FROM demanded_cancellations d
  FULL JOIN (SELECT * FROM cancellations WHERE initiated_by <> 'deadline') x USING (cancellation_id)
 WHERE (d.status, d.effective_at) IS DISTINCT FROM (x.status, x.effective_at)
UNION ALL
SELECT format('cancellation %s: its facts are %s instead of %s', w.cancellation_id, x, w)
  FROM witness.cancellations w JOIN cancellations x USING (cancellation_id)
 WHERE (w.project_id, w.initiated_by, w.communicated_at, w.request_issued_at,
        w.advertiser_accepted_at, w.provider_accepted_at, w.declined_at, w.withdrawn_at,
        w.disputed_at, w.dispute_resolved_at)
       IS DISTINCT FROM
       (x.project_id, x.initiated_by, x.communicated_at, x.request_issued_at,
        x.advertiser_accepted_at, x.provider_accepted_at, x.declined_at, x.withdrawn_at,
        x.disputed_at, x.dispute_resolved_at)
UNION ALL
SELECT format('project %s: %s deadline(s) recorded instead of %s', coalesce(s.project_id, m.project_id),
              coalesce(m.count, 0), CASE WHEN s.project_id IS NULL THEN 0 ELSE 1 END)
  FROM (SELECT * FROM settlements WHERE asked_for IS NULL) s
  FULL JOIN (SELECT project_id, count(*) FROM cancellations WHERE initiated_by = 'deadline'
              GROUP BY project_id) m USING (project_id)
 WHERE s.project_id IS NULL OR m.count IS DISTINCT FROM 1
UNION ALL
SELECT format('cancellation %s: a deadline of %s, %s as of %s, instead of %s', m.cancellation_id,
              m.communicated_at, m.status, m.effective_at, s.at)
  FROM settlements s JOIN cancellations m USING (cancellation_id)
 WHERE s.asked_for IS NULL
   AND (m.communicated_at, m.effective_at, m.status) IS DISTINCT FROM (s.at, s.at, 'settled')
UNION ALL
SELECT format('cancellation %s: settled at %s, though it is %s, effective at %s', x.cancellation_id,
              x.settled_at, x.status, x.effective_at)
  FROM cancellations x
 WHERE (x.status = 'settled') IS DISTINCT FROM (x.settled_at IS NOT NULL)
    OR x.settled_at < x.effective_at OR x.settled_at > now()
UNION ALL
SELECT format('cancellation %s: it is %s, and nobody says why', x.cancellation_id, x.status)
  FROM cancellations x LEFT JOIN witness.cancellations w USING (cancellation_id)
 WHERE x.status IS DISTINCT FROM w.status AND coalesce(x.status_reason, '') = ''
UNION ALL
SELECT format('order %s: its line is %s instead of %s', coalesce(d.order_id, l.order_id),
              CASE WHEN l.order_id IS NULL THEN 'missing' ELSE l::text END,
              CASE WHEN d.order_id IS NULL THEN 'none' ELSE d::text END)
  FROM demanded_lines d FULL JOIN settlement_lines l USING (order_id)
 WHERE (d.order_id, d.cancellation_id, d.rule, d.policy_version, d.fee_minor, d.paid_minor,
        d.refund_minor, d.retained_minor)
       IS DISTINCT FROM
       (l.order_id, l.cancellation_id, l.rule, l.policy_version, l.fee_minor, l.paid_minor,
        l.refund_minor, l.retained_minor)
UNION ALL
SELECT format('cancellation %s: its credit is %s instead of %s',
              coalesce(d.cancellation_id, k.cancellation_id),
              CASE WHEN k.cancellation_id IS NULL THEN 'missing' ELSE k::text END,
              CASE WHEN d.cancellation_id IS NULL THEN 'none' ELSE d::text END)
  FROM demanded_credits d FULL JOIN refund_credits k USING (cancellation_id)
 WHERE (d.cancellation_id, d.advertiser_id, d.project_id, d.currency, d.amount_minor, d.due_by)
       IS DISTINCT FROM
       (k.cancellation_id, k.advertiser_id, k.project_id, k.currency, k.amount_minor, k.due_by)
UNION ALL
-- What belongs to one settlement was written by one transaction.
SELECT format('cancellation %s: settled at %s, but credited at %s', x.cancellation_id, x.settled_at,
              k.credited_at)
  FROM cancellations x JOIN refund_credits k USING (cancellation_id)
 WHERE x.settled_at IS DISTINCT FROM k.credited_at
UNION ALL
SELECT format('cancellation %s: settled at %s, but told (%s) at %s', x.cancellation_id, x.settled_at,
              n.kind, n.created_at)
  FROM cancellations x JOIN notifications n USING (cancellation_id)
 WHERE n.kind IN ('project_cancelled', 'refund_credited', 'deadline_missed')
   AND x.settled_at IS DISTINCT FROM n.created_at
UNION ALL
SELECT format('project %s: %s told to the %s (order %s, cancellation %s) is %s instead of %s',
              coalesce(d.project_id, n.project_id), coalesce(d.kind, n.kind),
              coalesce(d.recipient, n.recipient), coalesce(d.order_id, n.order_id),
              coalesce(d.cancellation_id, n.cancellation_id),
              CASE WHEN n.project_id IS NULL THEN 'missing' ELSE n.recipient_id || ' ' || n.payload
                     || CASE WHEN n.count > 1 THEN ', more than once' ELSE '' END END,
              CASE WHEN d.project_id IS NULL THEN 'none'
                   ELSE d.recipient_id || ' ' || d.payload END)
  FROM (SELECT *, coalesce(order_id, 0) AS o, coalesce(cancellation_id, 0) AS c
          FROM demanded_notifications) d
  FULL JOIN (SELECT project_id, order_id, cancellation_id, coalesce(order_id, 0) AS o,
                    coalesce(cancellation_id, 0) AS c, kind, recipient, recipient_id, payload,
                    count(*)
               FROM notifications
              GROUP BY project_id, order_id, cancellation_id, kind, recipient, recipient_id, payload
            ) n
    ON (n.project_id, n.c, n.o, n.kind, n.recipient, n.recipient_id, n.payload)
       = (d.project_id, d.c, d.o, d.kind, d.recipient, d.recipient_id, d.payload)
 WHERE d.project_id IS NULL OR n.project_id IS NULL OR n.count <> 1
UNION ALL
SELECT format('project %s: it is on the agenda for %s, but %s', coalesce(a.project_id, r.project_id),
              coalesce(a.due_at::text, 'no time'), CASE
                WHEN r.project_id IS NULL THEN 'there is no such Project'
                WHEN r.fault_at IS NOT NULL THEN 'it can''t be judged'
                WHEN a.due_at <= now() THEN 'nothing due may be left'
                WHEN a.due_at = 'infinity' THEN 'nothing holds it'
                ELSE 'something comes at ' || n.at END)
  FROM reach r FULL JOIN agenda a USING (project_id) LEFT JOIN coming n USING (project_id)
 WHERE r.project_id IS NULL
    OR r.fault_at IS NOT NULL AND a.due_at IS DISTINCT FROM 'infinity'
    OR r.fault_at IS NULL AND (a.due_at <= now() OR a.due_at = 'infinity')
    OR n.at IS NOT NULL AND coalesce(a.due_at > n.at, true)
UNION ALL
SELECT format('%s %s: in quarantine for %s instead of %s', coalesce(d.subject, q.subject),
              coalesce(d.subject_id, q.subject_id), coalesce(q.code, 'nothing'),
              coalesce(d.code, 'nothing'))
  FROM demanded_quarantine d FULL JOIN quarantine q USING (subject, subject_id)
 WHERE (d.project_id, d.code) IS DISTINCT FROM (q.project_id, q.code)
    OR coalesce(q.detail, '') = ''
UNION ALL
-- What an advertiser sees is the sum of what was credited.
SELECT format('advertiser %s: a balance of %s %s instead of %s',
              coalesce(b.advertiser_id, d.advertiser_id), b.balance_minor,
              coalesce(b.currency, d.currency), d.amount)
  FROM advertiser_balances b
  FULL JOIN (SELECT advertiser_id, currency, sum(amount_minor) AS amount FROM demanded_credits
              GROUP BY 1, 2) d USING (advertiser_id, currency)
 WHERE b.balance_minor IS DISTINCT FROM d.amount
