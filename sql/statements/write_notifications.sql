-- What the parties are told: the payload says when it happened and, of a credit, how much and by when.
COPY notifications (recipient, recipient_id, kind, project_id, order_id, cancellation_id, payload)
  FROM STDIN (FORMAT binary)
