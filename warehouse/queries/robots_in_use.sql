-- Which robots.txt need not be asked for yet, and which said lately what is allowed?
-- In: now, good_since. Out: origin, times, status, error and text.
SELECT origin, fetched_at, expires_at, http_status, error, good_at, body
FROM core.robots
WHERE expires_at > $now OR good_at >= $good_since;
