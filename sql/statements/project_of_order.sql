-- $1 bigint: the Order.
SELECT project_id FROM orders WHERE order_id = $1
