-- Which robots.txt need not be asked for yet, and which said lately what is allowed?
-- Not one that was fetched in what is the future: the clock was wrong then.
-- In: now, good_since. Out: origin, times, status, error and text.
SELECT origin, fetched_at, expires_at, http_status, error, good_at, body
FROM core.robots
WHERE (expires_at > $now AND fetched_at <= $now::TIMESTAMPTZ + INTERVAL 1 HOUR) OR good_at >= $good_since;
