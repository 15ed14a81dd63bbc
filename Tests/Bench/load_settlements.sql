-- Accepted cancellations of Creator Projects of three Orders each, at all stages that settle.
-- Each Order's stage is chosen first, and its facts follow from it; so what is to come of it is known
-- without reading the facts.
-- settings: bench.cancellations.

CREATE TABLE cases AS
  SELECT 3 * (n - 1) + part AS order_id, n AS project_id,
         CASE n % 3 WHEN 0 THEN 'provider' ELSE 'advertiser' END AS initiated_by,
         CASE
           WHEN part = 1 AND n % 3 = 0 THEN (ARRAY['agreed', 'approved', 'submitted later'])[1 + n % 7 % 3]
           WHEN part = 1 THEN (ARRAY['agreed', 'in review', 'sent back', 'approved'])[1 + n % 4]
           WHEN n % 3 = 0 THEN (ARRAY['proposed', 'agreed', 'agreed later', 'submitted later', 'approved',
                                      'completed'])[1 + (n * 5 + part) % 6]
           ELSE (ARRAY['proposed', 'agreed', 'agreed later', 'submitted later', 'in review', 'sent back',
                       'approved', 'deemed', 'completed'])[1 + (n * 5 + part) % 9]
         END AS stage,
         10000 + (n * 37 + part) % 5000 AS fee_minor,
         (10000 + (n * 37 + part) % 5000) * (ARRAY[10, 5, 3, 0])[1 + (n + part) % 4] / 10 AS paid_minor,
         date_trunc('second', now()) - interval '30 days' - interval '1 second' * (n * 7919 % 86400)
           AS communicated_at,
         interval '1 second' * (n * 104729 % 172800) AS hesitation
    FROM generate_series(1, current_setting('bench.cancellations')::bigint) AS n,
         generate_series(1, 3) AS part;

INSERT INTO advertisers (advertiser_id)
SELECT n FROM generate_series(1, least(5000, current_setting('bench.cancellations')::bigint)) AS n;

INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency, created_at)
SELECT project_id,
       1 + project_id * 31 % least(5000, current_setting('bench.cancellations')::bigint),
       1000000 + project_id * 17 % 20000, 'creator', 'EUR', communicated_at - interval '40 days'
  FROM cases
 WHERE order_id % 3 = 1
 ORDER BY project_id;

-- What is under review was submitted again after the cancellation was communicated, and its review is
-- not due yet.
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    content_submitted_at, review_requested_at, responded_at, approved_at, approval,
                    completed_at)
SELECT order_id, project_id, fee_minor, paid_minor,
       CASE stage WHEN 'proposed' THEN 'proposed'
                  WHEN 'agreed' THEN 'agreed' WHEN 'agreed later' THEN 'agreed'
                  WHEN 'in review' THEN 'in_review' WHEN 'submitted later' THEN 'in_review'
                  WHEN 'sent back' THEN 'changes_requested'
                  WHEN 'completed' THEN 'completed' ELSE 'approved' END,
       CASE stage WHEN 'proposed' THEN NULL WHEN 'agreed later' THEN c + interval '1 hour'
                  ELSE c - interval '30 days' END,
       CASE WHEN stage = 'submitted later' THEN now() - interval '5 days'
            WHEN stage IN ('proposed', 'agreed', 'agreed later') THEN NULL
            ELSE c - interval '20 days' END,
       CASE WHEN stage IN ('in review', 'submitted later') THEN now() - interval '5 days'
            WHEN stage IN ('proposed', 'agreed', 'agreed later') THEN NULL
            ELSE c - interval '20 days' END,
       CASE WHEN stage IN ('sent back', 'approved', 'completed') THEN c - interval '15 days' END,
       CASE stage WHEN 'approved' THEN c - interval '15 days'
                  WHEN 'completed' THEN c - interval '15 days'
                  WHEN 'deemed' THEN c - interval '20 days' + interval '336 hours' END,
       CASE stage WHEN 'approved' THEN 'express' WHEN 'completed' THEN 'express'
                  WHEN 'deemed' THEN 'deemed' END,
       CASE stage WHEN 'completed' THEN c - interval '10 days' END
  FROM cases, LATERAL (SELECT communicated_at AS c) AS told
 ORDER BY order_id;

INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at)
SELECT project_id, project_id, initiated_by, communicated_at,
       communicated_at + CASE initiated_by WHEN 'provider' THEN hesitation ELSE interval '0' END,
       communicated_at + CASE initiated_by WHEN 'provider' THEN interval '0' ELSE hesitation END
  FROM cases
 WHERE order_id % 3 = 1
 ORDER BY project_id;
