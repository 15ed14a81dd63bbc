-- Cancellations that only the provider's acceptance is missing of, three Orders each.
-- settings: bench.cancellations.

INSERT INTO advertisers (advertiser_id) SELECT n FROM generate_series(1, 5000) AS n;

INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
SELECT n, 1 + n * 31 % 5000, 1000000 + n * 17 % 20000, 'creator', 'EUR'
  FROM generate_series(1, current_setting('bench.cancellations')::bigint) AS n;

INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
SELECT 3 * n - part, n, 10000 + part, 10000, 'agreed', now() - interval '9 days'
  FROM generate_series(1, current_setting('bench.cancellations')::bigint) AS n,
       generate_series(0, 2) AS part;

INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at)
SELECT n, n, 'advertiser', now() - interval '2 days', now() - interval '2 days'
  FROM generate_series(1, current_setting('bench.cancellations')::bigint) AS n;

CREATE TABLE acceptances (cancellation_id bigint PRIMARY KEY);
GRANT INSERT ON acceptances TO settled_platform;
