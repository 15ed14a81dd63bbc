-- How many Projects are due, whoever holds them, and when the next one will be.
SELECT (SELECT count(*) FROM agenda WHERE due_at <= now()),
       (SELECT min(due_at) FROM agenda WHERE due_at > now() AND due_at < 'infinity')
