-- What the platform records: advertisers, Projects, Orders and cancellations.
--
-- Every check is named after the invariant it keeps. Instants lie between 1970 and 9999, so that no
-- infinity and no overflow ever reaches a decision. 14 days are 336 hours: an interval of days would
-- follow the server's time zone.

CREATE TABLE advertisers (
  advertiser_id bigint PRIMARY KEY,
  email text
);

CREATE TABLE projects (
  project_id bigint PRIMARY KEY,
  advertiser_id bigint NOT NULL REFERENCES advertisers,
  provider_id bigint,
  kind text NOT NULL
    CONSTRAINT projects_kind_is_known
    CHECK (kind IN ('creator', 'partner', 'creator_content_at_scale')),
  origin text NOT NULL DEFAULT 'platform'
    CONSTRAINT projects_origin_is_known CHECK (origin IN ('platform', 'private')),
  currency text NOT NULL
    CONSTRAINT projects_currency_is_three_capital_letters CHECK (currency ~ '^[A-Z]{3}$'),
  deadline timestamptz
    CONSTRAINT projects_deadline_lies_between_1970_and_9999
    CHECK (deadline >= '1970-01-01Z' AND deadline < '10000-01-01Z'),
  status text NOT NULL DEFAULT 'active'
    CONSTRAINT projects_status_is_known CHECK (status IN ('active', 'completed', 'cancelled')),
  created_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 90);

CREATE TABLE orders (
  order_id bigint PRIMARY KEY,
  project_id bigint NOT NULL REFERENCES projects,
  fee_minor bigint NOT NULL
    CONSTRAINT orders_fee_is_not_negative CHECK (fee_minor >= 0),
  paid_minor bigint NOT NULL DEFAULT 0,
  manual_review boolean NOT NULL DEFAULT true,
  status text NOT NULL DEFAULT 'proposed'
    CONSTRAINT orders_status_is_known
    CHECK (status IN ('proposed', 'agreed', 'in_review', 'changes_requested', 'approved',
                      'completed', 'cancelled')),
  agreed_at timestamptz,
  delivery_started_at timestamptz,
  content_submitted_at timestamptz,
  review_requested_at timestamptz,
  responded_at timestamptz,
  approved_at timestamptz,
  approval text
    CONSTRAINT orders_approval_is_known CHECK (approval IN ('express', 'deemed', 'platform')),
  completed_at timestamptz,
  cancelled_at timestamptz,

  CONSTRAINT orders_paid_lies_between_0_and_the_fee
    CHECK (paid_minor BETWEEN 0 AND fee_minor),
  CONSTRAINT orders_times_lie_between_1970_and_9999
    CHECK (
      coalesce(least(agreed_at, delivery_started_at, content_submitted_at, review_requested_at,
                     responded_at, approved_at, completed_at, cancelled_at) >= '1970-01-01Z'
        AND greatest(agreed_at, delivery_started_at, content_submitted_at, review_requested_at,
                     responded_at, approved_at, completed_at, cancelled_at) < '10000-01-01Z', true)),
  CONSTRAINT orders_proposed_is_not_yet_agreed
    CHECK (status <> 'proposed' OR agreed_at IS NULL),
  CONSTRAINT orders_agreed_has_its_time
    CHECK (status NOT IN ('agreed', 'in_review', 'changes_requested', 'approved')
           OR agreed_at IS NOT NULL),
  CONSTRAINT orders_content_follows_the_agreement
    CHECK (content_submitted_at IS NULL
           OR agreed_at IS NOT NULL AND agreed_at <= content_submitted_at),
  CONSTRAINT orders_review_follows_the_submission
    CHECK (review_requested_at IS NULL
           OR content_submitted_at IS NOT NULL AND content_submitted_at <= review_requested_at),
  CONSTRAINT orders_review_has_its_time
    CHECK (status NOT IN ('in_review', 'changes_requested') OR review_requested_at IS NOT NULL),
  CONSTRAINT orders_in_review_awaits_an_answer
    CHECK (status <> 'in_review' OR responded_at IS NULL OR responded_at <= review_requested_at),
  CONSTRAINT orders_approval_has_its_time
    CHECK ((approved_at IS NULL) = (approval IS NULL)
           AND (status <> 'approved' OR approved_at IS NOT NULL)
           AND (approved_at IS NULL OR status IN ('approved', 'completed', 'cancelled'))),
  CONSTRAINT orders_approval_follows_submission_and_answer
    CHECK (coalesce(approved_at >= content_submitted_at, true)
           AND (approval <> 'express' OR coalesce(approved_at >= responded_at, true))),
  CONSTRAINT orders_deemed_approval_is_at_review_due
    CHECK (approval <> 'deemed' OR approval IS NULL
           OR manual_review AND review_requested_at IS NOT NULL
              AND approved_at = review_requested_at + interval '336 hours'),
  CONSTRAINT orders_completed_has_its_time
    CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
  CONSTRAINT orders_completion_comes_last
    CHECK (coalesce(completed_at >= greatest(agreed_at, delivery_started_at, content_submitted_at,
                                             approved_at), true)),
  CONSTRAINT orders_cancelled_has_its_time
    CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
) WITH (fillfactor = 90);

-- The facts of a Project are read together. There is no index on the status: the agenda finds the
-- work, and without one a change of status stays on its page.
CREATE INDEX orders_project ON orders (project_id);

CREATE SEQUENCE cancellation_ids;

CREATE TABLE cancellations (
  cancellation_id bigint PRIMARY KEY,
  project_id bigint NOT NULL REFERENCES projects,
  initiated_by text NOT NULL
    CONSTRAINT cancellations_initiator_is_known
    CHECK (initiated_by IN ('advertiser', 'provider', 'deadline')),
  communicated_at timestamptz NOT NULL,
  request_issued_at timestamptz,
  advertiser_accepted_at timestamptz,
  provider_accepted_at timestamptz,
  declined_at timestamptz,
  withdrawn_at timestamptz,
  disputed_at timestamptz,
  dispute_resolved_at timestamptz,
  status text NOT NULL DEFAULT 'open'
    CONSTRAINT cancellations_status_is_known
    CHECK (status IN ('open', 'waiting_for_open_orders', 'settled', 'declined', 'withdrawn',
                      'superseded', 'escalated', 'out_of_scope')),
  status_reason text,
  effective_at timestamptz,
  settled_at timestamptz,

  CONSTRAINT cancellations_times_lie_between_1970_and_9999
    CHECK (
      least(communicated_at, request_issued_at, advertiser_accepted_at, provider_accepted_at,
            declined_at, withdrawn_at, disputed_at, dispute_resolved_at) >= '1970-01-01Z'
      AND greatest(communicated_at, request_issued_at, advertiser_accepted_at,
                   provider_accepted_at, declined_at, withdrawn_at, disputed_at,
                   dispute_resolved_at) < '10000-01-01Z'),
  CONSTRAINT cancellations_nothing_precedes_the_communication
    CHECK (communicated_at <= least(communicated_at, request_issued_at, advertiser_accepted_at,
                                    provider_accepted_at, declined_at, withdrawn_at, disputed_at)),
  CONSTRAINT cancellations_resolution_follows_its_dispute
    CHECK (dispute_resolved_at IS NULL
           OR disputed_at IS NOT NULL AND disputed_at <= dispute_resolved_at),
  CONSTRAINT cancellations_settled_has_its_times
    CHECK ((status = 'settled') = (settled_at IS NOT NULL)
           AND (status = 'settled') = (effective_at IS NOT NULL)),
  CONSTRAINT cancellations_only_the_worker_writes_deadline
    CHECK (initiated_by <> 'deadline' OR status = 'settled')
) WITH (fillfactor = 90);

CREATE INDEX cancellations_project ON cancellations (project_id);

-- What a person should look at; everything that goes straight to its end never enters it.
CREATE INDEX cancellations_attention ON cancellations (status)
  WHERE status IN ('waiting_for_open_orders', 'escalated');

-- The facts decide what is live, whether or not a worker has seen them yet.
CREATE UNIQUE INDEX cancellations_one_is_live_per_project ON cancellations (project_id)
  WHERE status IN ('open', 'waiting_for_open_orders')
    AND declined_at IS NULL AND withdrawn_at IS NULL;

-- Ids come from a sequence, but the platform may also bring its own: skip what is taken.
CREATE FUNCTION next_cancellation_id() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  candidate bigint := nextval('cancellation_ids');
  highest bigint;
BEGIN
  WHILE EXISTS (SELECT FROM cancellations c WHERE c.cancellation_id = candidate) LOOP
    SELECT max(c.cancellation_id) INTO highest
      FROM cancellations c WHERE c.cancellation_id < 4611686018427387904;
    IF highest > candidate THEN
      PERFORM setval('cancellation_ids', highest);
    END IF;
    candidate := nextval('cancellation_ids');
  END LOOP;
  RETURN candidate;
END
$$;

ALTER TABLE cancellations ALTER cancellation_id SET DEFAULT next_cancellation_id();
