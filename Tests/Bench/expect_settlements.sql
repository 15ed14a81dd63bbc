-- What outcome.sql has to find after the settlements, derived from the stages that were chosen at the
-- loading. Only what no stage tells is read from the facts.
WITH judged AS (
  SELECT c.*, communicated_at + hesitation AS effective_at, rule,
         CASE rule WHEN 'creator.before_submission.advertiser' THEN div(paid_minor * 90 + 50, 100)
                   WHEN 'creator.after_submission' THEN least(div(fee_minor * 50 + 50, 100), paid_minor)
                   WHEN 'creator.approved' THEN 0 ELSE paid_minor END::bigint AS refund_minor
    FROM cases c,
         LATERAL (SELECT CASE
             WHEN stage IN ('proposed', 'agreed later') THEN 'creator.before_order'
             WHEN stage IN ('agreed', 'submitted later') THEN 'creator.before_submission.' || initiated_by
             WHEN stage IN ('in review', 'sent back') THEN 'creator.after_submission'
             ELSE 'creator.approved' END AS rule) AS r
), ended AS (
  SELECT j.project_id, min(effective_at) AS effective_at, sum(refund_minor)::bigint AS amount_minor,
         min(p.advertiser_id) AS advertiser_id, min(p.provider_id) AS provider_id,
         to_char(min(effective_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') AS at
    FROM judged j JOIN projects p ON p.project_id = j.project_id
   GROUP BY j.project_id
), told AS (
  SELECT r.recipient, r.recipient_id, 'project_cancelled' AS kind, project_id,
         jsonb_build_object('at', at || '.000000Z') AS payload
    FROM ended, LATERAL (VALUES ('advertiser', advertiser_id), ('provider', provider_id))
                        AS r (recipient, recipient_id)
  UNION ALL
  SELECT 'advertiser', advertiser_id, 'refund_credited', project_id,
         jsonb_build_object('at', at || '.000000Z', 'amount_minor', amount_minor, 'currency', 'EUR',
                            'due_by', to_char((effective_at + interval '72 hours') AT TIME ZONE 'UTC',
                                              'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    FROM ended WHERE amount_minor > 0
)
SELECT 'orders' AS part, count(*), coalesce(sum(j.paid_minor), 0)::bigint,
       sum(hashtextextended(concat_ws('|', order_id,
           CASE stage WHEN 'completed' THEN 'completed' WHEN 'approved' THEN 'approved'
                      WHEN 'deemed' THEN 'approved' ELSE 'cancelled' END,
           CASE stage WHEN 'deemed' THEN 'deemed' WHEN 'approved' THEN 'express' WHEN 'completed' THEN 'express' END,
           'a' || o.approved_at,
           CASE WHEN stage NOT IN ('completed', 'approved', 'deemed') THEN 'c' || effective_at END), 0)::numeric)::text
  FROM judged j JOIN orders o USING (order_id)
UNION ALL
SELECT 'projects', count(*), 0, sum(hashtextextended(concat_ws('|', project_id, 'cancelled'), 0)::numeric)::text
  FROM ended
UNION ALL
SELECT 'cancellations', count(*), count(*),
       sum(hashtextextended(concat_ws('|', project_id, 'settled', 'Settled as of ' || at || 'Z, when it took effect.',
                                      effective_at), 0)::numeric)::text
  FROM ended
UNION ALL
SELECT 'settlement_lines', count(*), sum(refund_minor)::bigint,
       sum(hashtextextended(concat_ws('|', order_id, project_id, rule, '2026-02', fee_minor, paid_minor,
                                      refund_minor, paid_minor - refund_minor), 0)::numeric)::text
  FROM judged
UNION ALL
SELECT 'refund_credits', count(*), sum(amount_minor)::bigint,
       sum(hashtextextended(concat_ws('|', project_id, advertiser_id, project_id, 'EUR', amount_minor,
                                      effective_at + interval '72 hours'), 0)::numeric)::text
  FROM ended WHERE amount_minor > 0
UNION ALL
SELECT 'notifications', count(*), count(*),
       sum(hashtextextended(concat_ws('|', recipient, recipient_id, kind, project_id, 'c' || project_id, payload),
                            0)::numeric)::text
  FROM told
