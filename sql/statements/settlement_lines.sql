-- The settlement lines of a Project.
-- $1 bigint: the Project.
SELECT l.order_id, l.cancellation_id, l.rule, l.policy_version, l.fee_minor, l.paid_minor,
       l.refund_minor, l.retained_minor
  FROM orders o JOIN settlement_lines l ON l.order_id = o.order_id
 WHERE o.project_id = $1
 ORDER BY l.order_id
