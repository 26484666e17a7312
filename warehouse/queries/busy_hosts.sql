-- Which hosts are not to be asked?
-- In: now, since (start of the run: one that asked for patience in it is not asked again in it). Out: their states.
SELECT host, blocked_until, reason, since
FROM core.host_state
WHERE blocked_until > $now OR since >= $since
ORDER BY host;
