-- Small Projects of three Orders each and, as number 0, a giant one that fell due before them all.
-- Either their cancellations are accepted, or their Orders are past review due.
-- settings: bench.giant (its Orders; 0 for none), bench.small, bench.accepted (whether cancelled).

CREATE TEMP TABLE load ON COMMIT DROP AS
  SELECT n AS project_id, CASE n WHEN 0 THEN current_setting('bench.giant')::bigint ELSE 3 END AS size,
         now() - interval '20 days' - interval '1 day' * (n = 0)::int
           + interval '1 second' * n AS submitted_at
    FROM generate_series(0, current_setting('bench.small')::bigint) AS n
   WHERE n > 0 OR current_setting('bench.giant')::bigint > 0;

INSERT INTO advertisers (advertiser_id) VALUES (1);

INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
SELECT project_id, 1, 2, 'creator', 'EUR' FROM load;

INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    content_submitted_at, review_requested_at)
SELECT 1000000 * (project_id = 0)::int + 3 * project_id + part, project_id, 10000, 10000,
       CASE WHEN a THEN 'agreed' ELSE 'in_review' END, submitted_at - interval '9 days',
       CASE WHEN NOT a THEN submitted_at END, CASE WHEN NOT a THEN submitted_at END
  FROM load, generate_series(1, size) AS part,
       LATERAL (SELECT current_setting('bench.accepted')::boolean AS a) AS kind;

-- The giant one's first, so that it comes first.
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at)
SELECT project_id, project_id, 'advertiser', submitted_at, submitted_at, submitted_at
  FROM load
 WHERE current_setting('bench.accepted')::boolean
 ORDER BY project_id;
