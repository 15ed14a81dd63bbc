-- What an operator looks at first. Late means due for more than a minute; the next instant is the
-- first that has not come yet.
SELECT (SELECT count(*) FROM agenda WHERE due_at <= now()),
       (SELECT count(*) FROM agenda WHERE due_at <= now() - interval '1 minute'),
       (SELECT min(due_at) FROM agenda WHERE due_at <= now()),
       (SELECT min(due_at) FROM agenda WHERE due_at > now() AND due_at < 'infinity'),
       (SELECT count(*) FROM cancellations WHERE status = 'waiting_for_open_orders'),
       (SELECT count(*) FROM cancellations WHERE status = 'escalated'),
       (SELECT count(*) FROM quarantine)
