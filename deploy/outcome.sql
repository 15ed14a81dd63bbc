-- What came of the sample Projects, a line each, 110 columns wide. Read by deploy/quickstart with
-- psql's variables bold, dim and plain, which are empty where the output is no terminal.

SET search_path = settled, quickstart;

CREATE FUNCTION pg_temp.money(minor numeric, currency text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN currency = 'JPY' THEN to_char(minor, 'FM999,999,990')
              ELSE to_char(minor / 100, 'FM999,999,990.00') END
$$;

WITH outcomes AS (
  -- Every Order that was settled, with its rule.
  SELECT o.project_id, 1 AS rank, l.order_id AS subject, l.rule AS came, l.paid_minor AS paid,
         l.refund_minor AS refund, l.retained_minor AS retained
    FROM settlement_lines l JOIN orders o USING (order_id)
  UNION ALL
  -- Every cancellation that was not.
  SELECT c.project_id, 2, -c.project_id,
         CASE WHEN p.kind = 'creator_content_at_scale' THEN 'not touched'
              WHEN q.project_id IS NOT NULL THEN 'in quarantine'
              WHEN c.disputed_at IS NOT NULL AND c.status = 'open' THEN 'open: in dispute'
              WHEN c.status = 'escalated' THEN 'escalated: a person decides'
              ELSE replace(c.status, '_', ' ') END,
         CASE WHEN c.status <> 'superseded' THEN
           (SELECT sum(o.paid_minor) FROM orders o WHERE o.project_id = c.project_id) END,
         NULL, NULL
    FROM cancellations c
    JOIN projects p USING (project_id)
    LEFT JOIN quarantine q USING (project_id)
   WHERE c.status <> 'settled'
  UNION ALL
  -- Every Order that no cancellation concerns.
  SELECT o.project_id, 0, o.order_id,
         CASE o.approval WHEN 'deemed' THEN 'deemed approved' ELSE replace(o.status, '_', ' ') END,
         o.paid_minor, NULL, NULL
    FROM orders o
   WHERE NOT EXISTS (SELECT FROM settlement_lines l WHERE l.order_id = o.order_id)
     AND NOT EXISTS (SELECT FROM cancellations c
                      WHERE c.project_id = o.project_id AND c.status <> 'settled')
), numbered AS (
  SELECT x.*, p.currency,
         CASE WHEN p.origin = 'private' OR p.kind = 'creator_content_at_scale' THEN 3
              WHEN p.kind = 'partner' THEN 2 ELSE 1 END AS chapter,
         row_number() OVER (PARTITION BY x.project_id ORDER BY x.rank, x.subject) AS place
    FROM outcomes x JOIN projects p USING (project_id)
), lines AS (
  SELECT chapter, project_id, place,
         format('%3s  %s %s%s%s %s %s %s %s',
                CASE place WHEN 1 THEN project_id::text ELSE '' END,
                rpad(coalesce(CASE place WHEN 1 THEN s.story ELSE '  ' || t.story END, ''), 42),
                CASE WHEN refund > 0 THEN :'bold' ELSE '' END,
                rpad(regexp_replace(came, '^(creator|partner)\.', ''), 28), :'plain',
                lpad(coalesce(pg_temp.money(paid, currency), ''), 9),
                lpad(coalesce(pg_temp.money(refund, currency), '–'), 9),
                lpad(coalesce(pg_temp.money(retained, currency), '–'), 9), currency) AS line
    FROM numbered n
    LEFT JOIN stories s ON s.subject = n.project_id
    LEFT JOIN stories t ON t.subject = n.subject
), heads (chapter, title) AS (
  VALUES (1, 'Creator Projects (rules creator.…)'), (2, 'Partner Projects (rules partner.…)'),
         (3, 'Where the policy does not apply')
)
SELECT line FROM (
  SELECT chapter, 0 AS project_id, 0 AS place,
         format(E'\n%s%s%s%s%s', :'bold', rpad(title, 48), rpad('what came of it', 29),
                '     paid  refunded  retained',
                :'plain') || E'\n' || :'dim' || repeat('─', 110) || :'plain' AS line
    FROM heads
  UNION ALL
  SELECT chapter, project_id, place, line FROM lines
) AS page
ORDER BY chapter, project_id, place;

SELECT E'\n' || format('%sCredited:%s %s', :'bold', :'plain',
       string_agg(pg_temp.money(balance_minor, currency) || ' ' || currency || ' to advertiser '
                  || advertiser_id, ', ' ORDER BY advertiser_id))
  FROM advertiser_balances;
