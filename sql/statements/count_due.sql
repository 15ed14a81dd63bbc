-- How many Projects are due, whoever holds them.
SELECT count(*) FROM agenda WHERE due_at <= now()
