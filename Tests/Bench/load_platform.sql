-- What a platform's own transactions will touch: Orders to be submitted, Orders to be completed, and
-- cancellations to be accepted, as many of each.
-- settings: bench.orders.

INSERT INTO advertisers (advertiser_id) SELECT n FROM generate_series(1, 5000) AS n;

INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency, deadline)
SELECT n, 1 + n * 31 % 5000, 1000000 + n * 17 % 20000,
       CASE n % 2 WHEN 0 THEN 'creator' ELSE 'partner' END, 'EUR',
       CASE n % 4 WHEN 0 THEN date_trunc('day', now()) + interval '30 days' END
  FROM generate_series(1, 2 * current_setting('bench.orders')::bigint) AS n;

INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    delivery_started_at, content_submitted_at, review_requested_at, responded_at,
                    approved_at, approval)
SELECT o.order_id, n, 10000 + n % 977, 5000 + n % 977, o.status, now() - interval '9 days',
       CASE n % 2 WHEN 1 THEN now() - interval '8 days' END, o.at, o.at, o.answer, o.answer, o.approval
  FROM generate_series(1, 2 * current_setting('bench.orders')::bigint) AS n,
       LATERAL (VALUES (2 * n - 1, 'agreed', NULL::timestamptz, NULL::timestamptz, NULL),
                       (2 * n, 'approved', now() - interval '5 days', now() - interval '4 days', 'express'))
               AS o (order_id, status, at, answer, approval);

-- The Projects of the second half are being cancelled.
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           request_issued_at, advertiser_accepted_at)
SELECT n, current_setting('bench.orders')::bigint + n, 'advertiser', now() - interval '2 days',
       now() - interval '1 day', now() - interval '2 days'
  FROM generate_series(1, current_setting('bench.orders')::bigint) AS n;
