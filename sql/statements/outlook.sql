-- How many Projects are due, whoever holds them, since when the first of them, and when the next one
-- will be.
-- $1 timestamptz: where the agenda begins; before it there is nothing.
SELECT (SELECT count(*) FROM agenda WHERE due_at BETWEEN $1 AND now()),
       (SELECT min(due_at) FROM agenda WHERE due_at BETWEEN $1 AND now()),
       (SELECT min(due_at) FROM agenda WHERE due_at > now() AND due_at < 'infinity')
