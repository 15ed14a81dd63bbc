-- What would be decided of each Order at each instant at which something is decided, and which of
-- these instants come to pass.

-- A line for each Order that a deadline or a cancellation would settle; rule null where the policy is
-- silent, fault where the facts contradict themselves.
CREATE TEMP TABLE verdicts ON COMMIT DROP AS
SELECT v.*, CASE
         WHEN rule IN ('creator.approved', 'partner.delivered') THEN 0
         WHEN rule = 'creator.before_submission.advertiser'
           THEN div(paid_minor::numeric * 90 + 50, 100)
         WHEN rule = 'creator.after_submission'
           THEN least(div(fee_minor::numeric * 50 + 50, 100), paid_minor)
         ELSE paid_minor END AS refund_minor
  FROM (
    SELECT o.project_id, NULL::bigint AS cancellation_id, o.deadline AS at, o.order_id, o.fee_minor,
           o.paid_minor, 'creator.missed_deadline' AS rule,
           CASE WHEN o.approved_at IS NOT NULL OR o.completed_at IS NOT NULL
                THEN 'ended_without_content' END AS fault
      FROM o WHERE o.is_late
    UNION ALL
    SELECT o.project_id, l.cancellation_id, l.effect_at, o.order_id, o.fee_minor, o.paid_minor,
           CASE WHEN coalesce(o.approved_at, o.silence_at) <= l.communicated_at
                     OR o.completed_at <= l.communicated_at THEN 'creator.approved'
                WHEN o.content_submitted_at <= l.communicated_at
                  THEN CASE l.initiated_by WHEN 'advertiser' THEN 'creator.after_submission' END
                WHEN o.agreed_on <= l.communicated_at
                  THEN 'creator.before_submission.' || l.initiated_by
                ELSE 'creator.before_order' END, NULL
      FROM live l JOIN o USING (project_id)
     WHERE l.kind = 'creator' AND l.effect_at IS NOT NULL
       AND coalesce(o.gone_at > l.effect_at, true)
       AND NOT (o.is_late AND o.deadline <= l.effect_at)
    UNION ALL
    SELECT o.project_id, l.cancellation_id, l.effect_at, o.order_id, o.fee_minor, o.paid_minor,
           CASE WHEN o.completed_at <= l.effect_at THEN 'partner.delivered'
                WHEN bool_or(coalesce(o.completed_at <= l.effect_at, false))
                     OVER (PARTITION BY l.cancellation_id) THEN 'partner.outstanding_balance'
                ELSE 'partner.not_started' END,
           CASE WHEN o.completed_at <= l.effect_at THEN NULL
                WHEN o.completed_at IS NOT NULL THEN 'delivered_after_effect'
                WHEN o.delivery_started_at IS NULL
                     AND (o.content_submitted_at IS NOT NULL OR o.approved_at IS NOT NULL)
                  THEN 'content_without_delivery' END
      FROM live l JOIN o USING (project_id)
     WHERE l.kind = 'partner' AND l.effect_at IS NOT NULL
       AND coalesce(o.gone_at > l.effect_at, true)) v;
CREATE INDEX ON verdicts (project_id, cancellation_id);

-- Each instant, and what it does to its Project. Deadlines come before effects at the same instant.
CREATE TEMP TABLE turns ON COMMIT DROP AS
SELECT t.project_id, t.cancellation_id, t.at, t.credit_minor, t.faulty_order, t.code,
       CASE WHEN t.faulty_order IS NOT NULL THEN 'fault'
            WHEN t.is_silent THEN 'escalates'
            WHEN t.credit_minor > 9223372036854775807 THEN 'fault'
            WHEN t.cancellation_id IS NOT NULL THEN 'settles'
            WHEN t.is_last THEN 'ends'
            ELSE 'refunds' END AS what
  FROM (
    SELECT l.project_id, l.cancellation_id, l.at, l.is_last,
           coalesce(sum(v.refund_minor), 0) AS credit_minor,
           coalesce(bool_or(v.order_id IS NOT NULL AND v.rule IS NULL), false) AS is_silent,
           min(v.order_id) FILTER (WHERE v.fault IS NOT NULL) AS faulty_order,
           (array_agg(v.fault ORDER BY v.order_id) FILTER (WHERE v.fault IS NOT NULL))[1] AS code
      FROM (SELECT project_id, cancellation_id, effect_at AS at, false AS is_last FROM live
             WHERE effect_at IS NOT NULL
            UNION ALL
            SELECT project_id, NULL, deadline,
                   bool_and(is_late OR coalesce(gone_at <= deadline, false))
              FROM o GROUP BY project_id, deadline HAVING bool_or(is_late)) l
      LEFT JOIN verdicts v ON v.project_id = l.project_id
                          AND v.cancellation_id IS NOT DISTINCT FROM l.cancellation_id
     GROUP BY l.project_id, l.cancellation_id, l.at, l.is_last) t;

-- Those that come to pass by now: nothing does after a fault, or after the Project's end.
CREATE TEMP TABLE done ON COMMIT DROP AS
SELECT n.* FROM (
    SELECT t.*, coalesce(bool_or(t.what IN ('fault', 'settles', 'ends'))
                           OVER (PARTITION BY t.project_id
                                 ORDER BY t.at, t.cancellation_id NULLS FIRST
                                 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS is_over
      FROM turns t JOIN p USING (project_id)
     WHERE t.at <= now() AND t.at <= coalesce(p.ended_at, 'infinity')) n
 WHERE NOT n.is_over;

-- How far each Project came: where it stands still, and where a worker ended it.
CREATE TEMP TABLE reach ON COMMIT DROP AS
SELECT p.*, f.at AS fault_at, f.cancellation_id AS faulty_cancellation, f.faulty_order,
       coalesce(f.code, 'sum_out_of_range') AS code, e.at AS closed_at,
       least(now(), f.at, e.at, p.ended_at) AS reached_at
  FROM p
  LEFT JOIN done f ON f.project_id = p.project_id AND f.what = 'fault'
  LEFT JOIN done e ON e.project_id = p.project_id AND e.what IN ('settles', 'ends');
ALTER TABLE reach ADD PRIMARY KEY (project_id);
CREATE INDEX ON done (project_id);
ANALYZE verdicts, turns, done, reach;
