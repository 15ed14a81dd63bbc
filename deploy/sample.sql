-- Sample Projects: every rule and every fate of a cancellation once, each with its story.
--
-- Recorded as the platform would, by its role settled_platform. Nothing here writes an outcome.
-- Orders are numbered after their Project (Project 5 has Orders 51 and 52), cancellations have its
-- number. `ago` counts back from one and the same whole minute, so that an instant can be met exactly.

SET search_path = settled, quickstart;
SET timezone = 'UTC';

CREATE FUNCTION quickstart.ago(span interval) RETURNS timestamptz
LANGUAGE sql STABLE AS $$SELECT date_trunc('minute', now()) - span$$;

-- What happened, for people. The story of a Project, or of one of its Orders after the first.
CREATE TABLE quickstart.stories (
  subject bigint PRIMARY KEY,
  story text NOT NULL CHECK (length(story) <= 42)
);
GRANT USAGE ON SCHEMA quickstart TO settled_readonly;
GRANT SELECT ON quickstart.stories TO settled_readonly;

INSERT INTO advertisers VALUES (1, 'advertiser@example.com'), (2, 'koukoku@example.jp');

-- CREATOR PROJECTS

INSERT INTO stories VALUES (1, 'The creator leaves before an agreement');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (1, 1, 101, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor) VALUES (11, 1, 60000, 15000);
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at)
VALUES (1, 1, 'provider', ago('3 days'));

INSERT INTO stories VALUES (2, 'Cancelled by the advertiser after 2 days');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (2, 1, 102, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
VALUES (21, 2, 100000, 100000, 'agreed', ago('6 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at)
VALUES (2, 2, 'advertiser', ago('4 days'), ago('4 days'), ago('3 days'));

INSERT INTO stories VALUES (3, 'The creator cancels, no content yet');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (3, 1, 103, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
VALUES (31, 3, 100000, 40000, 'agreed', ago('6 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at)
VALUES (3, 3, 'provider', ago('4 days'), ago('1 day'), ago('4 days'));

INSERT INTO stories VALUES
  (4, 'At the deadline one Order has content,'), (42, 'and the other has none');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency, deadline)
VALUES (4, 1, 104, 'creator', 'EUR', ago('1 day'));
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    content_submitted_at, review_requested_at)
VALUES (41, 4, 50000, 50000, 'in_review', ago('20 days'), ago('2 days'), ago('2 days')),
       (42, 4, 50000, 25000, 'agreed', ago('20 days'), NULL, NULL);

INSERT INTO stories VALUES
  (5, 'A cancellation is not accepted in time,'), (-5, 'so the deadline ends the Project first');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency, deadline)
VALUES (5, 1, 105, 'creator', 'EUR', ago('2 days'));
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
VALUES (51, 5, 70000, 70000, 'agreed', ago('9 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at)
VALUES (5, 5, 'advertiser', ago('5 days'), ago('5 days'), ago('1 day'));

INSERT INTO stories VALUES (6, 'The advertiser cancels during the review');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (6, 1, 106, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    content_submitted_at, review_requested_at)
VALUES (61, 6, 80000, 80000, 'in_review', ago('9 days'), ago('5 days'), ago('5 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at)
VALUES (6, 6, 'advertiser', ago('2 days'), ago('2 days'), ago('1 day'));

INSERT INTO stories VALUES (7, 'The same, but less than half was paid');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (7, 1, 107, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    content_submitted_at, review_requested_at)
VALUES (71, 7, 80000, 30000, 'in_review', ago('9 days'), ago('5 days'), ago('5 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at)
VALUES (7, 7, 'advertiser', ago('2 days'), ago('2 days'), ago('1 day'));

INSERT INTO stories VALUES (8, 'Cancelled after the content was approved');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (8, 1, 108, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    content_submitted_at, review_requested_at, responded_at, approved_at, approval)
VALUES (81, 8, 80000, 80000, 'approved', ago('12 days'), ago('8 days'), ago('8 days'),
        ago('6 days'), ago('6 days'), 'express');
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at)
VALUES (8, 8, 'advertiser', ago('5 days'), ago('5 days'), ago('4 days'));

INSERT INTO stories VALUES (9, 'Cancelled as 14 days of silence are over');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (9, 1, 109, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    content_submitted_at, review_requested_at)
VALUES (91, 9, 80000, 80000, 'in_review', ago('25 days'), ago('17 days'), ago('17 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at)
VALUES (9, 9, 'advertiser', ago('3 days'), ago('3 days'), ago('2 days'));

INSERT INTO stories VALUES (10, 'Cancelled one second before they are');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (10, 1, 110, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    content_submitted_at, review_requested_at)
VALUES (101, 10, 80000, 80000, 'in_review', ago('25 days'), ago('17 days'), ago('17 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at)
VALUES (10, 10, 'advertiser', ago('3 days 1 second'), ago('3 days 1 second'), ago('2 days'));

INSERT INTO stories VALUES (11, 'Nobody answers a review for 14 days');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (11, 1, 111, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    content_submitted_at, review_requested_at)
VALUES (111, 11, 90000, 90000, 'in_review', ago('30 days'), ago('21 days'), ago('15 days'));

INSERT INTO stories VALUES (12, 'The same, where nobody reviews by hand');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (12, 1, 112, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, manual_review, status, agreed_at,
                    content_submitted_at, review_requested_at)
VALUES (121, 12, 90000, 90000, false, 'in_review', ago('30 days'), ago('15 days'), ago('15 days'));

INSERT INTO stories VALUES (13, 'Changes are asked for on the 14th day');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (13, 1, 113, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    content_submitted_at, review_requested_at, responded_at)
VALUES (131, 13, 90000, 90000, 'changes_requested', ago('30 days'), ago('20 days'), ago('20 days'),
        ago('6 days 1 second'));

INSERT INTO stories VALUES
  (14, 'Three stages: one Order in review,'), (142, 'one agreed,'), (143, 'one only proposed');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (14, 1, 114, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    content_submitted_at, review_requested_at)
VALUES (141, 14, 33333, 33333, 'in_review', ago('9 days'), ago('4 days'), ago('4 days')),
       (142, 14, 33333, 33333, 'agreed', ago('9 days'), NULL, NULL),
       (143, 14, 33334, 33334, 'proposed', NULL, NULL, NULL);
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at)
VALUES (14, 14, 'advertiser', ago('3 days'), ago('3 days'), ago('2 days'));

INSERT INTO stories VALUES (15, 'Yen have no cents, and 11,110.5 goes up');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (15, 2, 115, 'creator', 'JPY');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
VALUES (151, 15, 12345, 12345, 'agreed', ago('6 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at)
VALUES (15, 15, 'advertiser', ago('4 days'), ago('4 days'), ago('3 days'));

INSERT INTO stories VALUES (16, 'The creator cancels, content already in');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (16, 1, 116, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    content_submitted_at, review_requested_at)
VALUES (161, 16, 80000, 80000, 'in_review', ago('9 days'), ago('5 days'), ago('5 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at)
VALUES (16, 16, 'provider', ago('2 days'), ago('1 day'), ago('2 days'));

INSERT INTO stories VALUES (17, 'The creator says no; the Project goes on');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (17, 1, 117, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
VALUES (171, 17, 60000, 60000, 'agreed', ago('9 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, declined_at)
VALUES (17, 17, 'advertiser', ago('3 days'), ago('3 days'), ago('2 days'));

INSERT INTO stories VALUES (18, 'The advertiser takes it back');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (18, 1, 118, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
VALUES (181, 18, 60000, 60000, 'agreed', ago('9 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, withdrawn_at)
VALUES (18, 18, 'advertiser', ago('3 days'), ago('3 days'), ago('1 day'));

INSERT INTO stories VALUES (19, 'The creator has not answered yet');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (19, 1, 119, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
VALUES (191, 19, 60000, 60000, 'agreed', ago('9 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at)
VALUES (19, 19, 'advertiser', ago('3 days'), ago('3 days'));

INSERT INTO stories VALUES (20, 'Accepted, but disputed since yesterday');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (20, 1, 120, 'creator', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
VALUES (201, 20, 60000, 60000, 'agreed', ago('9 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at, disputed_at)
VALUES (20, 20, 'advertiser', ago('3 days'), ago('3 days'), ago('2 days'), ago('1 day'));

-- PARTNER PROJECTS

INSERT INTO stories VALUES (21, 'Cancelled before any delivery starts');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (21, 1, 201, 'partner', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
VALUES (211, 21, 200000, 100000, 'agreed', ago('9 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           request_issued_at, provider_accepted_at)
VALUES (21, 21, 'advertiser', ago('5 days'), ago('4 days'), ago('3 days'));

INSERT INTO stories VALUES (22, 'Cancelled when all has been delivered');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (22, 1, 202, 'partner', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    delivery_started_at, content_submitted_at, completed_at)
VALUES (221, 22, 200000, 200000, 'completed', ago('30 days'), ago('25 days'), ago('20 days'),
        ago('12 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           request_issued_at, provider_accepted_at)
VALUES (22, 22, 'advertiser', ago('5 days'), ago('4 days'), ago('3 days'));

INSERT INTO stories VALUES
  (23, 'The partner withdraws; one is delivered,'), (232, 'one completed after the acceptance,'),
  (233, 'two never started');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (23, 1, 203, 'partner', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    delivery_started_at, content_submitted_at, completed_at)
VALUES (231, 23, 100000, 100000, 'completed', ago('30 days'), ago('25 days'), ago('20 days'),
        ago('12 days')),
       (232, 23, 100000, 100000, 'completed', ago('30 days'), ago('9 days'), ago('4 days'),
        ago('1 day')),
       (233, 23, 100000, 100000, 'agreed', ago('30 days'), NULL, NULL, NULL),
       (234, 23, 100000, 50000, 'agreed', ago('30 days'), NULL, NULL, NULL);
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           request_issued_at, advertiser_accepted_at)
VALUES (23, 23, 'provider', ago('7 days'), ago('6 days'), ago('5 days'));

INSERT INTO stories VALUES (24, 'Accepted while one Order is under way');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (24, 1, 204, 'partner', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    delivery_started_at)
VALUES (241, 24, 150000, 150000, 'agreed', ago('9 days'), ago('8 days')),
       (242, 24, 150000, 150000, 'agreed', ago('9 days'), NULL);
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           request_issued_at, provider_accepted_at)
VALUES (24, 24, 'advertiser', ago('5 days'), ago('4 days'), ago('3 days'));

INSERT INTO stories VALUES (25, 'The request has not been reviewed yet');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (25, 1, 205, 'partner', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
VALUES (251, 25, 150000, 150000, 'agreed', ago('9 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at)
VALUES (25, 25, 'advertiser', ago('1 day'));

INSERT INTO stories VALUES (26, 'The partner says no; the Project goes on');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (26, 1, 206, 'partner', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
VALUES (261, 26, 150000, 150000, 'agreed', ago('9 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           request_issued_at, declined_at)
VALUES (26, 26, 'advertiser', ago('5 days'), ago('4 days'), ago('3 days'));

INSERT INTO stories VALUES (27, 'Content came, but no delivery had begun');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (27, 1, 207, 'partner', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    content_submitted_at, review_requested_at)
VALUES (271, 27, 150000, 150000, 'in_review', ago('9 days'), ago('6 days'), ago('6 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           request_issued_at, provider_accepted_at)
VALUES (27, 27, 'advertiser', ago('5 days'), ago('4 days'), ago('3 days'));

-- WHERE THE POLICY DOES NOT APPLY

INSERT INTO stories VALUES (28, 'Arranged privately, then cancelled');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, origin, currency)
VALUES (28, 1, 301, 'creator', 'private', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at)
VALUES (281, 28, 40000, 40000, 'agreed', ago('9 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at)
VALUES (28, 28, 'advertiser', ago('3 days'), ago('3 days'), ago('2 days'));

INSERT INTO stories VALUES (29, 'Content at scale, silent and cancelled');
INSERT INTO projects (project_id, advertiser_id, provider_id, kind, currency)
VALUES (29, 1, 302, 'creator_content_at_scale', 'EUR');
INSERT INTO orders (order_id, project_id, fee_minor, paid_minor, status, agreed_at,
                    content_submitted_at, review_requested_at)
VALUES (291, 29, 40000, 40000, 'in_review', ago('40 days'), ago('30 days'), ago('30 days'));
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at,
                           advertiser_accepted_at, provider_accepted_at)
VALUES (29, 29, 'advertiser', ago('3 days'), ago('3 days'), ago('2 days'));
