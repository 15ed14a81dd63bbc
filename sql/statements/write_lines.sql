-- One line for every Order of a settlement.
-- Amounts are in minor units. Its key refuses to settle an Order twice.
COPY settlement_lines (order_id, cancellation_id, rule, policy_version, fee_minor, paid_minor,
                       refund_minor, retained_minor)
  FROM STDIN (FORMAT binary)
