-- How long does a text take from one language into another?
-- For: newsrooms, researchers of news flow.
-- Edit: the days, both included.
SELECT parent_lang, child_lang, count(*) AS n, round(median(lag_h), 1) AS median_lag_h, min(lag_h) AS shortest_h, max(lag_h) AS longest_h
FROM lineage
WHERE published_on BETWEEN DATE '2026-11-01' AND DATE '2026-11-30' AND split_part(parent_lang, '-', 1) <> split_part(child_lang, '-', 1)
GROUP BY parent_lang, child_lang
ORDER BY n DESC, parent_lang, child_lang;
