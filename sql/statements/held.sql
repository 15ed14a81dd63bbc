-- What waits for a person.
SELECT (SELECT count(*) FROM quarantine),
       (SELECT count(*) FROM cancellations WHERE status = 'escalated')
