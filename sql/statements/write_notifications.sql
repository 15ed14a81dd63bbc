-- What the parties are told. The payload says when it happened and, for a credit, how much and by
-- when.
-- $1 text[]: recipients; $2 bigint[]: their ids; $3 text[]: kinds; $4 bigint[]: Projects;
-- $5 bigint[]: Orders or null; $6 bigint[]: cancellations or null; $7 timestamptz[]: when;
-- $8 bigint[]: amounts in minor units or null; $9 text[]: currencies or null;
-- $10 timestamptz[]: due by or null.
INSERT INTO notifications (recipient, recipient_id, kind, project_id, order_id, cancellation_id,
                           payload)
SELECT d.recipient, d.recipient_id, d.kind, d.project_id, d.order_id, d.cancellation_id,
       jsonb_strip_nulls(jsonb_build_object(
         'at', to_char(d.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
         'amount_minor', d.amount, 'currency', d.currency,
         'due_by', to_char(d.due_by AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
  FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
              $7::timestamptz[], $8::bigint[], $9::text[], $10::timestamptz[])
       AS d (recipient, recipient_id, kind, project_id, order_id, cancellation_id, at, amount,
             currency, due_by)
