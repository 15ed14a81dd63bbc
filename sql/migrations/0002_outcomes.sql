-- What the worker writes: settlement lines, refund credits, notifications and the quarantine, and
-- what an advertiser sees of them.

CREATE TABLE settlement_lines (
  order_id bigint PRIMARY KEY REFERENCES orders,
  cancellation_id bigint NOT NULL REFERENCES cancellations,
  rule text NOT NULL
    CONSTRAINT settlement_lines_rule_is_known
    CHECK (rule IN ('creator.missed_deadline', 'creator.before_order',
                    'creator.before_submission.advertiser', 'creator.before_submission.provider',
                    'creator.after_submission', 'creator.approved', 'partner.delivered',
                    'partner.not_started', 'partner.outstanding_balance')),
  policy_version text NOT NULL,
  fee_minor bigint NOT NULL,
  paid_minor bigint NOT NULL,
  refund_minor bigint NOT NULL
    CONSTRAINT settlement_lines_refund_is_not_negative CHECK (refund_minor >= 0),
  retained_minor bigint NOT NULL
    CONSTRAINT settlement_lines_retained_is_not_negative CHECK (retained_minor >= 0),
  CONSTRAINT settlement_lines_paid_is_refund_plus_retained
    CHECK (paid_minor::numeric = refund_minor::numeric + retained_minor::numeric),
  CONSTRAINT settlement_lines_paid_lies_between_0_and_the_fee
    CHECK (paid_minor BETWEEN 0 AND fee_minor)
);

-- The cancellation's Project has an advertiser; a foreign key of the credit's own would make a worker
-- wait for whoever holds the advertiser's row.
CREATE TABLE refund_credits (
  cancellation_id bigint PRIMARY KEY REFERENCES cancellations,
  advertiser_id bigint NOT NULL,
  project_id bigint NOT NULL,
  currency text NOT NULL,
  amount_minor bigint NOT NULL
    CONSTRAINT refund_credits_amount_is_positive CHECK (amount_minor > 0),
  credited_at timestamptz NOT NULL DEFAULT now(),
  due_by timestamptz NOT NULL
);

CREATE INDEX refund_credits_advertiser ON refund_credits (advertiser_id);

CREATE TABLE notifications (
  notification_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recipient text NOT NULL
    CONSTRAINT notifications_recipient_is_known CHECK (recipient IN ('advertiser', 'provider')),
  recipient_id bigint NOT NULL,
  kind text NOT NULL
    CONSTRAINT notifications_kind_is_known
    CHECK (kind IN ('order_deemed_approved', 'project_cancelled', 'refund_credited',
                    'cancellation_declined', 'cancellation_waiting', 'deadline_missed')),
  project_id bigint NOT NULL,
  order_id bigint,
  cancellation_id bigint,
  payload jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT notifications_once_per_event_and_recipient
    UNIQUE NULLS NOT DISTINCT (project_id, cancellation_id, order_id, kind, recipient)
);

CREATE TABLE quarantine (
  subject text NOT NULL
    CONSTRAINT quarantine_subject_is_known CHECK (subject IN ('order', 'cancellation', 'project')),
  subject_id bigint NOT NULL,
  project_id bigint NOT NULL,
  code text NOT NULL,
  detail text NOT NULL,
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (subject, subject_id)
);

CREATE INDEX quarantine_project ON quarantine (project_id);

CREATE VIEW fund_details AS
  SELECT advertiser_id, credited_at, project_id, cancellation_id, currency, amount_minor,
         sum(amount_minor) OVER (PARTITION BY advertiser_id, currency
                                 ORDER BY credited_at, cancellation_id
                                 ROWS UNBOUNDED PRECEDING) AS balance_minor
    FROM refund_credits;

CREATE VIEW advertiser_balances AS
  SELECT advertiser_id, currency, sum(amount_minor) AS balance_minor
    FROM refund_credits
   GROUP BY advertiser_id, currency;
