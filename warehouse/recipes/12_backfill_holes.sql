-- Where, by feed, may something be missing, and on how many days?
-- For: researchers who must name the holes of their corpus.
-- Edit: the days, both included.
SELECT feed, count(DISTINCT hole_on) AS n_days, sum(n_failed_polls)::INTEGER AS n_failed_polls, sum(n_rejected)::INTEGER AS n_rejected, list_sort(list_distinct(flatten(list(reasons)))) AS reasons
FROM holes
WHERE hole_on BETWEEN DATE '2026-01-01' AND DATE '2099-12-31'
GROUP BY feed
ORDER BY feed;
