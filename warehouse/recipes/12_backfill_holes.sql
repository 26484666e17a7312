-- Where, by feed and day, may something be missing?
-- For: researchers who must name the holes of their corpus.
-- Edit: since, until: days, both included.
WITH asked AS (SELECT DATE '2026-01-01' AS since, DATE '2099-12-31' AS until)
SELECT feed, sum(n_failed_polls)::INTEGER AS n_failed_polls, sum(n_rejected)::INTEGER AS n_rejected, list_sort(list_distinct(flatten(list(reasons)))) AS reasons
FROM holes
WHERE hole_on BETWEEN (SELECT since FROM asked) AND (SELECT until FROM asked)
GROUP BY feed
ORDER BY feed;
