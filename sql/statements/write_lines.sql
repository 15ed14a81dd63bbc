-- One line for every Order of a settlement. Its key refuses to settle an Order twice.
-- $1 bigint[]: Orders; $2 bigint[]: cancellations; $3 text[]: rules; $4 text: policy version;
-- $5, $6, $7, $8 bigint[]: fee, paid, refund and retained in minor units.
INSERT INTO settlement_lines (order_id, cancellation_id, rule, policy_version, fee_minor, paid_minor,
                              refund_minor, retained_minor)
SELECT d.order_id, d.cancellation_id, d.rule, $4, d.fee, d.paid, d.refund, d.retained
  FROM unnest($1::bigint[], $2::bigint[], $3::text[], $5::bigint[], $6::bigint[], $7::bigint[],
              $8::bigint[])
       AS d (order_id, cancellation_id, rule, fee, paid, refund, retained)
