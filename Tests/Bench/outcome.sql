-- Every row of the outcome, in a few words each table: how many, sums, and a digest that knows no
-- order. The instants at which it was written are left out.
SELECT 'orders' AS part, count(*), coalesce(sum(paid_minor), 0),
       sum(hashtextextended(concat_ws('|', order_id, status, approval, 'a' || approved_at,
                                      'c' || cancelled_at), 0)::numeric)::text
  FROM orders
UNION ALL
SELECT 'projects', count(*), 0, sum(hashtextextended(concat_ws('|', project_id, status), 0)::numeric)::text
  FROM projects
UNION ALL
SELECT 'cancellations', count(*), count(settled_at),
       sum(hashtextextended(concat_ws('|', cancellation_id, status, status_reason, effective_at), 0)::numeric)::text
  FROM cancellations
UNION ALL
SELECT 'settlement_lines', count(*), coalesce(sum(refund_minor), 0)::bigint,
       sum(hashtextextended(concat_ws('|', order_id, cancellation_id, rule, policy_version, fee_minor, paid_minor,
                                      refund_minor, retained_minor), 0)::numeric)::text
  FROM settlement_lines
UNION ALL
SELECT 'refund_credits', count(credited_at), coalesce(sum(amount_minor), 0)::bigint,
       sum(hashtextextended(concat_ws('|', cancellation_id, advertiser_id, project_id, currency, amount_minor,
                                      due_by), 0)::numeric)::text
  FROM refund_credits
UNION ALL
SELECT 'notifications', count(created_at), count(DISTINCT notification_id),
       sum(hashtextextended(concat_ws('|', recipient, recipient_id, kind, project_id, 'o' || order_id,
                                      'c' || cancellation_id, payload), 0)::numeric)::text
  FROM notifications
