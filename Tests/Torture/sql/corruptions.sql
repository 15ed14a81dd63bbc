-- One at a time, to a market that is as it must be. Above each stands what is wrong with it, and after
-- the arrow the words that a sentence of the checker's has to hold. Each reaches exactly one row.

-- a refund higher by one → its line is
UPDATE settlement_lines SET refund_minor = refund_minor + 1, retained_minor = retained_minor - 1
 WHERE order_id = (SELECT min(order_id) FROM settlement_lines WHERE retained_minor > 0)

-- a refund lower by one → its line is
UPDATE settlement_lines SET refund_minor = refund_minor - 1, retained_minor = retained_minor + 1
 WHERE order_id = (SELECT min(order_id) FROM settlement_lines WHERE refund_minor > 0)

-- another rule for the same amount → its line is
UPDATE settlement_lines SET rule = 'creator.before_submission.provider'
 WHERE order_id = (SELECT min(order_id) FROM settlement_lines WHERE rule = 'creator.before_order')

-- a line missing → its line is missing
DELETE FROM settlement_lines WHERE order_id = (SELECT max(order_id) FROM settlement_lines)

-- a line of nothing missing → its line is missing
DELETE FROM settlement_lines
 WHERE order_id = (SELECT max(order_id) FROM settlement_lines WHERE refund_minor = 0)

-- a line too many → instead of none
INSERT INTO settlement_lines
SELECT o.order_id, (SELECT max(cancellation_id) FROM cancellations), 'creator.approved', '2026-02',
       o.fee_minor, o.paid_minor, 0, o.paid_minor
  FROM orders o WHERE o.status = 'approved' AND NOT EXISTS (
       SELECT FROM settlement_lines l WHERE l.order_id = o.order_id) ORDER BY o.order_id LIMIT 1

-- a line of another cancellation → its line is
UPDATE settlement_lines SET cancellation_id = (SELECT max(cancellation_id) FROM cancellations)
 WHERE order_id = (SELECT min(order_id) FROM settlement_lines)

-- a line of another edition of the policy → its line is
UPDATE settlement_lines SET policy_version = '2025-01'
 WHERE order_id = (SELECT min(order_id) FROM settlement_lines)

-- a line with another fee → its line is
UPDATE settlement_lines SET fee_minor = fee_minor + 1
 WHERE order_id = (SELECT min(order_id) FROM settlement_lines)

-- a credit missing → its credit is missing
DELETE FROM refund_credits
 WHERE cancellation_id = (SELECT min(cancellation_id) FROM refund_credits)

-- a credit higher by one → its credit is
UPDATE refund_credits SET amount_minor = amount_minor + 1
 WHERE cancellation_id = (SELECT max(cancellation_id) FROM refund_credits)

-- a credit due a microsecond late → its credit is
UPDATE refund_credits SET due_by = due_by + interval '1 microsecond'
 WHERE cancellation_id = (SELECT max(cancellation_id) FROM refund_credits)

-- a credit too many → instead of none
INSERT INTO refund_credits
SELECT c.cancellation_id, p.advertiser_id, p.project_id, p.currency, 1, now(), now()
  FROM cancellations c JOIN projects p USING (project_id) WHERE c.status = 'declined' LIMIT 1

-- a credit in another currency → its credit is
UPDATE refund_credits SET currency = 'CHF'
 WHERE cancellation_id = (SELECT min(cancellation_id) FROM refund_credits)

-- a credit to another advertiser → a balance of
UPDATE refund_credits SET advertiser_id = advertiser_id + 1
 WHERE cancellation_id = (SELECT min(cancellation_id) FROM refund_credits)

-- a credit by another transaction → but credited at
UPDATE refund_credits SET credited_at = credited_at + interval '1 microsecond'
 WHERE cancellation_id = (SELECT max(cancellation_id) FROM refund_credits)

-- a party that was not told → is missing instead of
DELETE FROM notifications
 WHERE notification_id = (SELECT min(notification_id) FROM notifications
                           WHERE kind = 'project_cancelled' AND recipient = 'provider')

-- a party told twice → more than once
INSERT INTO notifications (recipient, recipient_id, kind, project_id, order_id, cancellation_id,
                           payload, created_at)
SELECT recipient, recipient_id, kind, project_id, order_id, cancellation_id, payload, created_at
  FROM notifications ORDER BY notification_id LIMIT 1

-- a party told what did not happen → instead of none
INSERT INTO notifications (recipient, recipient_id, kind, project_id, cancellation_id)
SELECT 'advertiser', p.advertiser_id, 'cancellation_declined', c.project_id, c.cancellation_id
  FROM cancellations c JOIN projects p USING (project_id) WHERE c.status = 'withdrawn' LIMIT 1

-- somebody else told → instead of none
UPDATE notifications SET recipient_id = recipient_id + 1
 WHERE notification_id = (SELECT max(notification_id) FROM notifications)

-- a provider told of a credit → instead of none
INSERT INTO notifications (recipient, recipient_id, kind, project_id, cancellation_id, payload,
                           created_at)
SELECT 'provider', recipient_id, kind, project_id, cancellation_id, payload, created_at
  FROM notifications WHERE kind = 'refund_credited' LIMIT 1

-- a party told another amount → instead of none
UPDATE notifications SET payload = jsonb_set(payload, '{amount_minor}', '1')
 WHERE notification_id = (SELECT max(notification_id) FROM notifications
                           WHERE kind = 'refund_credited' AND payload ->> 'amount_minor' <> '1')

-- a party told another time → instead of none
UPDATE notifications SET payload = payload || '{"at": "2026-01-01T00:00:00.000000Z"}'
 WHERE notification_id = (SELECT max(notification_id) FROM notifications
                           WHERE kind = 'order_deemed_approved')

-- a party told by another transaction → but told
UPDATE notifications SET created_at = created_at + interval '1 microsecond'
 WHERE notification_id = (SELECT max(notification_id) FROM notifications
                           WHERE kind = 'project_cancelled')

-- a deemed approval that nobody was told of → is missing instead of
DELETE FROM notifications
 WHERE notification_id = (SELECT min(notification_id) FROM notifications
                           WHERE kind = 'order_deemed_approved')

-- an Order not cancelled → instead of cancelled
UPDATE orders SET status = 'agreed', cancelled_at = NULL
 WHERE order_id = (SELECT min(o.order_id) FROM orders o JOIN settlement_lines l USING (order_id)
                    WHERE o.status = 'cancelled' AND o.agreed_at IS NOT NULL
                      AND o.content_submitted_at IS NULL)

-- an Order cancelled a microsecond late → cancelled at
UPDATE orders SET cancelled_at = cancelled_at + interval '1 microsecond'
 WHERE order_id = (SELECT min(o.order_id) FROM orders o JOIN settlement_lines l USING (order_id)
                    WHERE o.status = 'cancelled')

-- an Order cancelled that goes on → instead of agreed
UPDATE orders SET status = 'cancelled', cancelled_at = now()
 WHERE order_id = (SELECT min(order_id) FROM orders WHERE status = 'agreed')

-- an Order not deemed approved → instead of approved, deemed
UPDATE orders SET status = 'in_review', approval = NULL, approved_at = NULL
 WHERE order_id = (SELECT min(n.order_id) FROM notifications n JOIN orders o USING (order_id)
                    WHERE o.status = 'approved')

-- an Order deemed approved too early → instead of in_review
UPDATE orders SET status = 'approved', approval = 'deemed',
                  approved_at = review_requested_at + interval '336 hours'
 WHERE order_id = (SELECT min(order_id) FROM orders WHERE status = 'in_review' AND manual_review)

-- an Order deemed approved without manual review → instead of in_review
UPDATE orders SET status = 'approved', approval = 'deemed',
                  approved_at = review_requested_at + interval '336 hours'
 WHERE order_id = (SELECT min(order_id) FROM orders
                    WHERE status = 'in_review' AND NOT manual_review)

-- an Order approved instead of cancelled → instead of cancelled
UPDATE orders SET status = 'approved', approval = 'deemed', cancelled_at = NULL,
                  approved_at = review_requested_at + interval '336 hours'
 WHERE order_id = (SELECT min(o.order_id) FROM orders o JOIN settlement_lines l USING (order_id)
                    WHERE o.status = 'cancelled' AND o.review_requested_at IS NOT NULL
                      AND o.manual_review)

-- an Order approved a microsecond late → approved at
UPDATE orders SET approved_at = approved_at + interval '1 microsecond'
 WHERE order_id = (SELECT min(order_id) FROM notifications)

-- an Order approved in another way → express approved
UPDATE orders SET approval = 'express' WHERE order_id = (SELECT max(order_id) FROM notifications)

-- an Order at scale touched → instead of in_review
UPDATE orders SET status = 'approved', approval = 'deemed',
                  approved_at = review_requested_at + interval '336 hours'
 WHERE order_id = (SELECT min(o.order_id) FROM orders o JOIN projects p USING (project_id)
                    WHERE p.kind = 'creator_content_at_scale' AND o.status = 'in_review')

-- an Order of a private Project touched → instead of in_review
UPDATE orders SET status = 'approved', approval = 'deemed',
                  approved_at = review_requested_at + interval '336 hours'
 WHERE order_id = (SELECT min(o.order_id) FROM orders o JOIN projects p USING (project_id)
                    WHERE p.origin = 'private' AND o.status = 'in_review')

-- what was paid changed → its facts are
UPDATE orders SET paid_minor = paid_minor - 1
 WHERE order_id = (SELECT min(order_id) FROM orders WHERE paid_minor > 0)

-- an Order gone → it is gone
DELETE FROM orders WHERE order_id = (SELECT max(order_id) FROM orders)

-- a Project still active → it is active instead of cancelled
UPDATE projects SET status = 'active'
 WHERE project_id = (SELECT min(project_id) FROM cancellations
                      WHERE status = 'settled' AND initiated_by <> 'deadline')

-- a Project cancelled that goes on → it is cancelled instead of active
UPDATE projects SET status = 'cancelled'
 WHERE project_id = (SELECT min(project_id) FROM projects WHERE status = 'active')

-- a Project's currency changed → its facts are
UPDATE projects SET currency = 'CHF' WHERE project_id = (SELECT min(project_id) FROM projects)

-- a cancellation still open → instead of settled
UPDATE cancellations SET status = 'open', effective_at = NULL, settled_at = NULL
 WHERE cancellation_id = (SELECT max(cancellation_id) FROM cancellations WHERE status = 'settled')

-- a cancellation effective a microsecond late → effective at
UPDATE cancellations SET effective_at = effective_at + interval '1 microsecond'
 WHERE cancellation_id = (SELECT max(cancellation_id) FROM cancellations WHERE status = 'settled')

-- a cancellation settled before it took effect → settled at
UPDATE cancellations SET settled_at = effective_at - interval '1 microsecond'
 WHERE cancellation_id = (SELECT max(cancellation_id) FROM cancellations WHERE status = 'settled')

-- a declined cancellation called withdrawn → instead of declined
UPDATE cancellations SET status = 'withdrawn'
 WHERE cancellation_id = (SELECT min(cancellation_id) FROM cancellations WHERE status = 'declined')

-- a withdrawn cancellation still open → instead of withdrawn
UPDATE cancellations SET status = 'open'
 WHERE cancellation_id = (SELECT min(cancellation_id) FROM cancellations WHERE status = 'withdrawn')

-- a superseded cancellation still open → instead of superseded
UPDATE cancellations SET status = 'open'
 WHERE cancellation_id = (SELECT max(cancellation_id) FROM cancellations WHERE status = 'superseded')

-- a private cancellation still open → instead of out_of_scope
UPDATE cancellations SET status = 'open'
 WHERE cancellation_id = (SELECT min(cancellation_id) FROM cancellations
                           WHERE status = 'out_of_scope')

-- a waiting cancellation still open → instead of waiting_for_open_orders
UPDATE cancellations SET status = 'open'
 WHERE cancellation_id = (SELECT min(cancellation_id) FROM cancellations
                           WHERE status = 'waiting_for_open_orders')

-- an escalated cancellation declined → instead of escalated
UPDATE cancellations SET status = 'declined'
 WHERE cancellation_id = (SELECT min(c.cancellation_id) FROM cancellations c
                            JOIN witness.cancellations w USING (cancellation_id)
                           WHERE c.status = 'escalated' AND w.status = 'open')

-- nobody says why → nobody says why
UPDATE cancellations SET status_reason = NULL
 WHERE cancellation_id = (SELECT max(cancellation_id) FROM cancellations WHERE status = 'settled')

-- an acceptance moved → its facts are
UPDATE cancellations SET provider_accepted_at = provider_accepted_at + interval '1 microsecond'
 WHERE cancellation_id = (SELECT min(cancellation_id) FROM cancellations
                           WHERE provider_accepted_at IS NOT NULL)

-- a deadline recorded twice → deadline(s) recorded instead of 1
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at, status,
                           status_reason, effective_at, settled_at)
SELECT 4000000000000000000, project_id, initiated_by, communicated_at, status, status_reason,
       effective_at, settled_at
  FROM cancellations WHERE initiated_by = 'deadline' LIMIT 1

-- a deadline that nobody missed → deadline(s) recorded instead of 0
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at, status,
                           status_reason, effective_at, settled_at)
SELECT 4000000000000000000, project_id, 'deadline', now(), 'settled', 'Missed.', now(), now()
  FROM projects p
 WHERE NOT EXISTS (SELECT FROM cancellations c WHERE c.project_id = p.project_id) LIMIT 1

-- a deadline missed a microsecond late → a deadline of
UPDATE cancellations SET effective_at = effective_at + interval '1 microsecond'
 WHERE cancellation_id = (SELECT min(cancellation_id) FROM cancellations
                           WHERE initiated_by = 'deadline')

-- a cancellation that nobody wished → nobody recorded it
INSERT INTO cancellations (cancellation_id, project_id, initiated_by, communicated_at)
SELECT 4000000000000000000, project_id, 'provider', now() FROM projects LIMIT 1

-- something coming forgotten → something comes at
DELETE FROM agenda
 WHERE project_id = (SELECT min(o.project_id) FROM orders o JOIN projects p USING (project_id)
                      WHERE o.status = 'in_review' AND o.manual_review AND p.status = 'active'
                        AND p.origin = 'platform' AND p.kind <> 'creator_content_at_scale'
                        AND NOT EXISTS (SELECT FROM quarantine q
                                         WHERE q.project_id = o.project_id))

-- something coming noted a microsecond late → something comes at
UPDATE agenda SET due_at = due_at + interval '1 microsecond'
 WHERE project_id = (SELECT min(o.project_id) FROM orders o JOIN projects p USING (project_id)
                      WHERE o.status = 'in_review' AND o.manual_review AND p.status = 'active'
                        AND p.origin = 'platform' AND p.kind <> 'creator_content_at_scale'
                        AND NOT EXISTS (SELECT FROM quarantine q
                                         WHERE q.project_id = o.project_id))

-- something due left → nothing due may be left
INSERT INTO agenda SELECT project_id, now() FROM projects
 WHERE project_id NOT IN (SELECT project_id FROM agenda) LIMIT 1

-- a Project held for nothing → nothing holds it
INSERT INTO agenda SELECT project_id, 'infinity' FROM projects
 WHERE project_id NOT IN (SELECT project_id FROM agenda) LIMIT 1

-- a Project in quarantine not held → it can't be judged
UPDATE agenda SET due_at = now() + interval '1 day'
 WHERE project_id = (SELECT min(project_id) FROM quarantine)

-- something that can't be judged not in quarantine → in quarantine for nothing
DELETE FROM quarantine
 WHERE (subject, subject_id) = (SELECT subject, subject_id FROM quarantine
                                 ORDER BY subject, subject_id LIMIT 1)

-- something in quarantine without reason → instead of nothing
INSERT INTO quarantine (subject, subject_id, project_id, code, detail)
SELECT 'project', project_id, project_id, 'refused', 'Refused.' FROM projects
 ORDER BY project_id LIMIT 1

-- something in quarantine for another reason → in quarantine for refused
UPDATE quarantine SET code = 'refused'
 WHERE (subject, subject_id) = (SELECT subject, subject_id FROM quarantine
                                 ORDER BY subject, subject_id LIMIT 1)
