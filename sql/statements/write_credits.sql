-- What the advertisers get back.
-- Amounts are in minor units. Its key refuses to credit a cancellation twice.
COPY refund_credits (cancellation_id, advertiser_id, project_id, currency, amount_minor, due_by)
  FROM STDIN (FORMAT binary)
