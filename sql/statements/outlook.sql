-- How many Projects are due, whoever holds them, since when the first of them, and when the next one
-- will be.
-- $1 timestamptz: where the agenda begins; before it there is nothing.
SELECT due, first_due_at, next_due_at FROM outlook($1)
