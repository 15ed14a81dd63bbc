-- Orders that end with their settlement.
-- $1 bigint[]: Orders; $2 timestamptz[]: when it took effect.
UPDATE orders o
   SET status = 'cancelled', cancelled_at = d.at
  FROM unnest($1::bigint[], $2::timestamptz[]) AS d (order_id, at)
 WHERE o.order_id = d.order_id
