-- What must stand in the market's tables.

-- The number of a deadline's cancellation is the database's; it goes by its Project.
CREATE TEMP TABLE settlements ON COMMIT DROP AS
SELECT d.project_id, d.at, d.what, d.credit_minor, d.cancellation_id AS asked_for,
       coalesce(d.cancellation_id, (
         SELECT min(m.cancellation_id) FROM cancellations m
          WHERE m.project_id = d.project_id AND m.initiated_by = 'deadline')) AS cancellation_id
  FROM done d WHERE d.what IN ('settles', 'ends', 'refunds');

CREATE TEMP TABLE demanded_lines ON COMMIT DROP AS
SELECT v.order_id, s.cancellation_id, v.rule, '2026-02' AS policy_version, v.fee_minor, v.paid_minor,
       v.refund_minor, v.paid_minor - v.refund_minor AS retained_minor, s.at
  FROM settlements s
  JOIN verdicts v ON v.project_id = s.project_id
                 AND v.cancellation_id IS NOT DISTINCT FROM s.asked_for;
CREATE INDEX ON demanded_lines (order_id);

CREATE TEMP TABLE demanded_orders ON COMMIT DROP AS
SELECT o.order_id, o.project_id, o.is_deemed,
       CASE WHEN o.ends_with_it THEN 'cancelled'
            WHEN o.is_deemed AND o.status = 'in_review' THEN 'approved'
            ELSE o.status END AS status,
       CASE WHEN o.is_deemed THEN o.silence_at ELSE o.approved_at END AS approved_at,
       CASE WHEN o.is_deemed THEN 'deemed' ELSE o.approval END AS approval,
       CASE WHEN o.ends_with_it THEN o.settled_at ELSE o.cancelled_at END AS cancelled_at
  FROM (SELECT o.*, l.at AS settled_at, d.is_deemed,
               l.order_id IS NOT NULL AND NOT d.is_deemed
                 AND o.status IN ('proposed', 'agreed', 'in_review', 'changes_requested')
                 AS ends_with_it
          FROM o JOIN reach r USING (project_id)
          LEFT JOIN demanded_lines l USING (order_id)
         CROSS JOIN LATERAL (
               SELECT coalesce(o.silence_at <= r.reached_at, false) AS is_deemed) d) o;

-- Partner Projects: accepted, while Orders were open.
CREATE TEMP TABLE waits ON COMMIT DROP AS
SELECT l.cancellation_id, l.project_id, l.starts_at
  FROM live l JOIN reach r USING (project_id)
 WHERE l.kind = 'partner' AND l.starts_at <= r.reached_at AND l.status = 'open'
   AND l.effect_at IS DISTINCT FROM l.starts_at;

-- A refusal counts until the Project ends; whatever else lives then is superseded.
CREATE TEMP TABLE demanded_cancellations ON COMMIT DROP AS
SELECT c.cancellation_id, c.project_id, c.refused_at, c.free_at,
       CASE WHEN c.origin = 'private' AND c.is_pending
                 AND c.kind <> 'creator_content_at_scale' THEN 'out_of_scope'
            WHEN NOT c.in_scope OR c.is_held THEN c.status
            WHEN d.what = 'settles' THEN 'settled'
            WHEN c.is_pending AND c.is_refused THEN
              CASE WHEN c.refusal_at > least(now(), c.fault_at) THEN c.status
                   WHEN c.refused_at = c.declined_at THEN 'declined' ELSE 'withdrawn' END
            WHEN (c.closed_at IS NOT NULL OR c.ended_at IS NOT NULL)
                 AND (c.is_pending OR c.status = 'escalated')
                 AND greatest(c.communicated_at, c.free_at) <= now() THEN 'superseded'
            WHEN d.what = 'escalates' THEN 'escalated'
            WHEN w.cancellation_id IS NOT NULL THEN 'waiting_for_open_orders'
            ELSE c.status END AS status,
       CASE WHEN d.what = 'settles' THEN d.at END AS effective_at
  FROM (SELECT c.*, r.origin, r.closed_at, r.ended_at, r.fault_at,
               greatest(c.refused_at, c.free_at) AS refusal_at,
               coalesce(c.refused_at <= coalesce(r.closed_at, 'infinity'), false) AS is_refused
          FROM c JOIN reach r USING (project_id)) c
  LEFT JOIN done d ON d.cancellation_id = c.cancellation_id
  LEFT JOIN waits w ON w.cancellation_id = c.cancellation_id;

CREATE TEMP TABLE demanded_credits ON COMMIT DROP AS
SELECT s.cancellation_id, r.advertiser_id, s.project_id, r.currency, s.credit_minor AS amount_minor,
       s.at, s.at + current_setting('torture.processing_time')::interval AS due_by
  FROM settlements s JOIN reach r USING (project_id)
 WHERE s.credit_minor > 0;

-- Both parties hear of everything, where there is a second one; of a credit the advertiser alone.
CREATE TEMP TABLE demanded_notifications ON COMMIT DROP AS
SELECT e.project_id, e.cancellation_id, e.order_id, e.kind, t.recipient, t.recipient_id,
       jsonb_strip_nulls(jsonb_build_object(
         'at', to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
         'amount_minor', e.amount_minor, 'currency', e.currency,
         'due_by', to_char(e.due_by AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
         AS payload
  FROM (
    SELECT o.project_id, NULL::bigint AS cancellation_id, o.order_id,
           'order_deemed_approved' AS kind, o.approved_at AS at, NULL::numeric AS amount_minor,
           NULL AS currency, NULL::timestamptz AS due_by
      FROM demanded_orders o WHERE o.is_deemed
    UNION ALL
    SELECT s.project_id, s.cancellation_id, NULL, 'deadline_missed', s.at, NULL, NULL, NULL
      FROM settlements s WHERE s.asked_for IS NULL
    UNION ALL
    SELECT s.project_id, s.cancellation_id, NULL, 'project_cancelled', s.at, NULL, NULL, NULL
      FROM settlements s WHERE s.what IN ('settles', 'ends')
    UNION ALL
    SELECT k.project_id, k.cancellation_id, NULL, 'refund_credited', k.at, k.amount_minor,
           k.currency, k.due_by
      FROM demanded_credits k
    UNION ALL
    SELECT x.project_id, x.cancellation_id, NULL, 'cancellation_declined',
           greatest(x.refused_at, x.free_at), NULL, NULL, NULL
      FROM demanded_cancellations x JOIN c USING (cancellation_id)
     WHERE x.status = 'declined' AND c.is_pending
    UNION ALL
    SELECT w.project_id, w.cancellation_id, NULL, 'cancellation_waiting', w.starts_at, NULL, NULL,
           NULL
      FROM waits w) e
  JOIN reach r USING (project_id)
 CROSS JOIN LATERAL (VALUES ('advertiser', r.advertiser_id), ('provider', r.provider_id))
            AS t (recipient, recipient_id)
 WHERE t.recipient_id IS NOT NULL
   AND (e.kind <> 'refund_credited' OR t.recipient = 'advertiser');

-- What is still to come in a Project that neither stands still nor has ended.
CREATE TEMP TABLE coming ON COMMIT DROP AS
SELECT e.project_id, min(e.at) AS at
  FROM (
    SELECT o.project_id, o.silence_at AS at, true AS while_it_goes_on
      FROM o WHERE o.status = 'in_review'
    UNION ALL SELECT t.project_id, t.at, true FROM turns t
    UNION ALL SELECT l.project_id, l.starts_at, true FROM live l
    UNION ALL
    SELECT c.project_id, greatest(c.refused_at, c.free_at), false
      FROM c JOIN reach r USING (project_id)
     WHERE c.in_scope AND c.is_pending AND NOT c.is_held
       AND c.refused_at <= coalesce(r.closed_at, 'infinity')
    UNION ALL
    SELECT c.project_id, greatest(c.communicated_at, c.free_at), false
      FROM c JOIN reach r USING (project_id)
     WHERE c.in_scope AND (c.is_pending OR c.status = 'escalated') AND NOT c.is_held
       AND (r.closed_at IS NOT NULL OR r.ended_at IS NOT NULL)
       AND coalesce(c.refused_at > r.closed_at, c.refused_at IS NULL)) e
  JOIN reach r USING (project_id)
 WHERE e.at > now() AND r.fault_at IS NULL
   AND NOT (e.while_it_goes_on AND (r.closed_at IS NOT NULL OR r.ended_at IS NOT NULL))
 GROUP BY e.project_id;

CREATE TEMP TABLE demanded_quarantine ON COMMIT DROP AS
SELECT CASE WHEN r.faulty_order IS NOT NULL THEN 'order'
            WHEN r.faulty_cancellation IS NOT NULL THEN 'cancellation'
            ELSE 'project' END AS subject,
       coalesce(r.faulty_order, r.faulty_cancellation, r.project_id) AS subject_id, r.project_id,
       r.code
  FROM reach r WHERE r.fault_at IS NOT NULL;
ANALYZE settlements, demanded_lines, demanded_orders, waits, demanded_cancellations,
  demanded_credits, demanded_notifications, coming, demanded_quarantine;
