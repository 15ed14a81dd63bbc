-- How much is in quarantine.
SELECT count(*) FROM quarantine
