-- What the parties are told. The payload says when it happened and, for a credit, how much and by
-- when.
-- $1 text[]: kinds; $2 bigint[]: Projects; $3 bigint[]: Orders or null; $4 bigint[]: cancellations or
-- null; $5 bigint[]: advertisers; $6 bigint[]: providers, or null where none is told; $7 text[]:
-- payloads as JSON.
INSERT INTO notifications (recipient, recipient_id, kind, project_id, order_id, cancellation_id,
                           payload)
SELECT r.recipient, r.recipient_id, d.kind, d.project_id, d.order_id, d.cancellation_id, d.payload
  FROM (SELECT u.kind, u.project_id, u.order_id, u.cancellation_id, u.advertiser_id, u.provider_id,
               u.payload::jsonb AS payload
          FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
                      $6::bigint[], $7::text[])
               AS u (kind, project_id, order_id, cancellation_id, advertiser_id, provider_id, payload)
        OFFSET 0) AS d,
       LATERAL (VALUES ('advertiser', d.advertiser_id), ('provider', d.provider_id))
               AS r (recipient, recipient_id)
 WHERE r.recipient_id IS NOT NULL
