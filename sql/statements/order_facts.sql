-- The Orders of these Projects. Only a cancelled one can have been settled and still matter.
-- $1 bigint[]: the Projects; $2 bigint: how many Orders at most, or null.
SELECT o.order_id, o.project_id, o.fee_minor, o.paid_minor, o.manual_review, o.status, o.agreed_at,
       o.delivery_started_at, o.content_submitted_at, o.review_requested_at, o.approved_at,
       o.approval, o.completed_at, o.cancelled_at,
       o.status = 'cancelled'
         AND EXISTS (SELECT FROM settlement_lines l WHERE l.order_id = o.order_id),
       o.responded_at
  FROM unnest($1::bigint[]) AS w (project_id)
  JOIN orders o ON o.project_id = w.project_id
 LIMIT $2
