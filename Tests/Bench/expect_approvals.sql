-- What outcome.sql has to find after the approvals, derived from the facts before them.
WITH told AS (
  SELECT r.recipient, r.recipient_id, o.order_id, o.project_id,
         jsonb_build_object('at', to_char((o.review_requested_at + interval '336 hours') AT TIME ZONE 'UTC',
                                          'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS payload
    FROM orders o JOIN projects p ON p.project_id = o.project_id,
         LATERAL (VALUES ('advertiser', p.advertiser_id), ('provider', p.provider_id))
                 AS r (recipient, recipient_id)
)
SELECT 'orders' AS part, count(*), coalesce(sum(paid_minor), 0),
       sum(hashtextextended(concat_ws('|', order_id, 'approved', 'deemed',
                                      'a' || (review_requested_at + interval '336 hours')), 0)::numeric)::text
  FROM orders
UNION ALL
SELECT 'projects', count(*), 0, sum(hashtextextended(concat_ws('|', project_id, 'active'), 0)::numeric)::text
  FROM projects
UNION ALL SELECT 'cancellations', 0, 0, NULL
UNION ALL SELECT 'settlement_lines', 0, 0, NULL
UNION ALL SELECT 'refund_credits', 0, 0, NULL
UNION ALL
SELECT 'notifications', count(*), count(*),
       sum(hashtextextended(concat_ws('|', recipient, recipient_id, 'order_deemed_approved', project_id, 'o' || order_id,
                                      payload), 0)::numeric)::text
  FROM told
