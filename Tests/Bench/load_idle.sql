-- Years of a platform: finished Orders, two a Project, and cancellations that wait for an Open Order.
-- Then, with the triggers on, Orders whose review is due some day: a hundredth as many as finished.
-- The finished and the waiting are loaded without triggers, as from a dump: that takes minutes instead
-- of hours.
-- settings: bench.finished, bench.waiting.

CREATE PROCEDURE pg_temp.triggers(is_on boolean) LANGUAGE plpgsql AS $$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT g.tgrelid::regclass AS relation, g.tgname, g.tgisinternal
             FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
            WHERE c.relnamespace = 'settled'::regnamespace
  LOOP
    EXECUTE format('ALTER TABLE %s %s TRIGGER %I', t.relation,
                   CASE WHEN NOT is_on THEN 'DISABLE' WHEN t.tgisinternal THEN 'ENABLE'
                        ELSE 'ENABLE ALWAYS' END, t.tgname);
  END LOOP;
END
$$;

INSERT INTO advertisers (advertiser_id) SELECT n FROM generate_series(1, 5000) AS n;

CALL pg_temp.triggers(false);

INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency, status, created_at)
SELECT n, 1 + n * 31 % 5000, 1000000 + n * 17 % 20000,
       CASE n % 2 WHEN 0 THEN 'creator' ELSE 'partner' END, 'EUR', 'completed',
       now() - interval '2 years'
  FROM generate_series(1, current_setting('bench.finished')::bigint / 2) AS n;

INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    delivery_started_at, content_submitted_at, review_requested_at, responded_at,
                    approved_at, approval, completed_at)
SELECT 2 * n - part, n, 10000, 10000, 'completed', at, CASE n % 2 WHEN 1 THEN at END,
       at + interval '1 day', at + interval '1 day', at + interval '2 days', at + interval '2 days',
       'express', at + interval '3 days'
  FROM generate_series(1, current_setting('bench.finished')::bigint / 2) AS n,
       generate_series(0, 1) AS part,
       LATERAL (SELECT now() - interval '1 year' - interval '1 second' * n AS at) AS begun;

INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
SELECT 100000000 + n, 1 + n * 31 % 5000, 1000000 + n * 17 % 20000, 'partner', 'EUR'
  FROM generate_series(1, current_setting('bench.waiting')::bigint) AS n;

INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    delivery_started_at)
SELECT 100000000 + n, 100000000 + n, 10000, 5000, 'agreed', now() - interval '40 days',
       now() - interval '39 days'
  FROM generate_series(1, current_setting('bench.waiting')::bigint) AS n;

INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           request_issued_at, provider_accepted_at, status, status_reason)
SELECT n, 100000000 + n, 'advertiser', now() - interval '30 days', now() - interval '29 days',
       now() - interval '28 days', 'waiting_for_open_orders',
       'Accepted; Open Orders must be completed first.'
  FROM generate_series(1, current_setting('bench.waiting')::bigint) AS n;

CALL pg_temp.triggers(true);

INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
SELECT 200000000 + n, 1 + n * 31 % 5000, 1000000 + n * 17 % 20000, 'creator', 'EUR'
  FROM generate_series(1, current_setting('bench.finished')::bigint / 100) AS n;

INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    content_submitted_at, review_requested_at)
SELECT 200000000 + n, 200000000 + n, 10000, 5000, 'in_review', at - interval '9 days', at, at
  FROM generate_series(1, current_setting('bench.finished')::bigint / 100) AS n,
       LATERAL (SELECT now() - interval '1 second' * (n % 1000000) AS at) AS submitted;
