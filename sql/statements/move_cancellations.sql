-- What became of these cancellations.
-- $1 bigint[]: cancellations; $2 text[]: statuses; $3 text[]: reasons; $4 timestamptz[]: when they
-- took effect, for those now settled.
UPDATE cancellations c
   SET status = d.status, status_reason = d.reason, effective_at = d.effective_at,
       settled_at = CASE d.status WHEN 'settled' THEN now() END
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[])
       AS d (cancellation_id, status, reason, effective_at)
 WHERE c.cancellation_id = d.cancellation_id
