-- Deemed approvals, as of review due.
-- $1 bigint[]: Orders; $2 timestamptz[]: when.
UPDATE orders o
   SET status = 'approved', approval = 'deemed', approved_at = d.at
  FROM unnest($1::bigint[], $2::timestamptz[]) AS d (order_id, at)
 WHERE o.order_id = d.order_id
