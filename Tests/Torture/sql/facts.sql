-- What the recorded facts say by themselves, row by row.

CREATE TEMP TABLE p ON COMMIT DROP AS
SELECT w.*, w.origin = 'platform' AND w.kind IN ('creator', 'partner') AS in_scope
  FROM witness.projects w;
ALTER TABLE p ADD PRIMARY KEY (project_id);

-- silence_at: when nobody had answered for two weeks. An Order that ended later without an approval
-- of the platform's was under review all the same, unless it had been answered.
CREATE TEMP TABLE o ON COMMIT DROP AS
SELECT f.*, p.kind, p.deadline,
       coalesce(p.in_scope AND p.kind = 'creator' AND f.agreed_on < p.deadline
                AND coalesce(least(f.content_submitted_at, f.completed_at) >= p.deadline, true)
                AND coalesce(f.gone_at > p.deadline, true), false) AS is_late,
       CASE WHEN p.in_scope AND f.manual_review AND f.approval IS NULL
                 AND (f.status = 'in_review'
                      OR f.status IN ('completed', 'cancelled')
                         AND coalesce(f.responded_at < f.review_requested_at, true)
                         AND coalesce(f.completed_at, f.cancelled_at)
                             >= f.review_requested_at + interval '336 hours')
            THEN f.review_requested_at + interval '336 hours' END AS silence_at
  FROM (SELECT w.*, coalesce(agreed_at, content_submitted_at, completed_at) AS agreed_on,
               CASE WHEN status = 'cancelled' THEN cancelled_at END AS gone_at
          FROM witness.orders w) f
  JOIN p USING (project_id);
CREATE INDEX ON o (project_id);

-- accepted_at: by the parties whose word it takes. refused_at: before that. Not earlier than "free"
-- can anything be decided; a dispute that is open holds everything.
CREATE TEMP TABLE c ON COMMIT DROP AS
SELECT w.*, p.kind, p.in_scope, a.accepted_at,
       coalesce(w.dispute_resolved_at, '-infinity') AS free_at,
       w.disputed_at IS NOT NULL AND w.dispute_resolved_at IS NULL AS is_held,
       w.status IN ('open', 'waiting_for_open_orders') AS is_pending,
       least(CASE WHEN w.declined_at < coalesce(a.accepted_at, 'infinity') THEN w.declined_at END,
             CASE WHEN w.withdrawn_at < coalesce(a.accepted_at, 'infinity') THEN w.withdrawn_at END)
         AS refused_at
  FROM witness.cancellations w
  JOIN p USING (project_id)
 CROSS JOIN LATERAL (
       SELECT CASE
           WHEN p.kind = 'creator' AND NOT EXISTS (
                  SELECT FROM o WHERE o.project_id = w.project_id
                                  AND o.agreed_on <= w.communicated_at)
             THEN w.communicated_at
           WHEN p.kind = 'creator' AND w.advertiser_accepted_at IS NOT NULL
                AND w.provider_accepted_at IS NOT NULL
             THEN greatest(w.advertiser_accepted_at, w.provider_accepted_at)
           WHEN p.kind = 'partner' AND w.initiated_by = 'advertiser'
                AND w.provider_accepted_at IS NOT NULL AND w.request_issued_at IS NOT NULL
             THEN greatest(w.request_issued_at, w.provider_accepted_at)
           WHEN p.kind = 'partner' AND w.initiated_by = 'provider'
                AND w.advertiser_accepted_at IS NOT NULL AND w.request_issued_at IS NOT NULL
             THEN greatest(w.request_issued_at, w.advertiser_accepted_at)
         END AS accepted_at) a;
CREATE INDEX ON c (project_id);

-- Orders that are open keep a Partner Project from ending.
CREATE TEMP TABLE open_spans ON COMMIT DROP AS
SELECT project_id, delivery_started_at AS starts,
       coalesce(least(completed_at, gone_at), 'infinity') AS ends
  FROM o
 WHERE kind = 'partner' AND delivery_started_at < coalesce(least(completed_at, gone_at), 'infinity');
CREATE INDEX ON open_spans (project_id);

-- When each cancellation that lives takes effect: at the first instant from its acceptance on at which
-- no Order is open.
CREATE TEMP TABLE live ON COMMIT DROP AS
SELECT s.*, CASE s.kind WHEN 'creator' THEN s.starts_at ELSE (
         SELECT min(t.at)
           FROM (SELECT s.starts_at AS at
                 UNION SELECT x.ends FROM open_spans x
                        WHERE x.project_id = s.project_id AND x.ends > s.starts_at) t
          WHERE t.at < 'infinity'
            AND NOT EXISTS (SELECT FROM open_spans x
                             WHERE x.project_id = s.project_id
                               AND x.starts <= t.at AND t.at < x.ends)) END AS effect_at
  FROM (SELECT c.*, greatest(c.accepted_at, c.free_at) AS starts_at FROM c
         WHERE c.in_scope AND c.is_pending AND NOT c.is_held AND c.refused_at IS NULL
           AND c.accepted_at IS NOT NULL) s;
ANALYZE p, o, c, open_spans, live;
