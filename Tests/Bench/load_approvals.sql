-- Orders whose review is due, two a Project, as platforms have them: 14 days' work, all of it late.
-- The instants lie in about the order in which the rows were written, but only about.
-- settings: bench.orders.

CREATE TEMP TABLE load ON COMMIT DROP AS
  SELECT n, (n * 7919) % 86400 AS noise,
         date_trunc('second', now()) - interval '337 hours'
           - interval '336 hours' * (1 - n / (current_setting('bench.orders')::float8 / 2)) AS due_about
    FROM generate_series(1, current_setting('bench.orders')::bigint / 2) AS n;

INSERT INTO advertisers (advertiser_id)
SELECT n FROM generate_series(1, least(5000, current_setting('bench.orders')::bigint)) AS n;

INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency, created_at)
SELECT n, 1 + n * 31 % least(5000, current_setting('bench.orders')::bigint), 1000000 + n * 17 % 20000,
       CASE n % 2 WHEN 0 THEN 'creator' ELSE 'partner' END, 'EUR', due_about - interval '20 days'
  FROM load
 ORDER BY n;

-- Every fifth was sent back once and submitted again.
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    delivery_started_at, content_submitted_at, review_requested_at, responded_at)
SELECT 2 * n - part, n, 10000 + n % 977, 5000 + n % 977, 'in_review', at - interval '10 days',
       CASE n % 2 WHEN 1 THEN at - interval '9 days' END,
       CASE n % 5 WHEN 0 THEN at - interval '3 days' ELSE at END, at,
       CASE n % 5 WHEN 0 THEN at - interval '2 days' END
  FROM load, generate_series(0, 1) AS part,
       LATERAL (SELECT due_about - interval '1 second' * noise
                       - part * interval '1 minute' * (n % 300) AS at) AS submitted
 ORDER BY n, part;
