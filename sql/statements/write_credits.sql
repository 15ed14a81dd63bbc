-- What the advertisers get back. Its key refuses to credit a cancellation twice.
-- $1 bigint[]: cancellations; $2 bigint[]: advertisers; $3 bigint[]: Projects; $4 text[]: currencies;
-- $5 bigint[]: amounts in minor units; $6 timestamptz[]: due by.
INSERT INTO refund_credits (cancellation_id, advertiser_id, project_id, currency, amount_minor,
                            due_by)
SELECT d.cancellation_id, d.advertiser_id, d.project_id, d.currency, d.amount, d.due_by
  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[],
              $6::timestamptz[])
       AS d (cancellation_id, advertiser_id, project_id, currency, amount, due_by)
