-- Which articles share enough with these, in the days around each, to be worth comparing?
-- Rows are joined by their number: two ids a pair would be four times as much to group by.
-- In: ids, window_days, min_marks (within a language), min_marks_abroad, by_fewer, min_grams.
-- Out: article_id, other_id.
WITH asked AS MATERIALIZED (
  SELECT rowid AS n, article_id, published_on, lang, len(marks) AS n_marks, marks, grams FROM core.fingerprint
  WHERE rowid IN (SELECT rowid FROM core.fingerprint WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))))
),
days AS MATERIALIZED (
  SELECT min(published_on) - $window_days::INTEGER AS since, max(published_on) + $window_days::INTEGER AS until FROM asked
),
near AS (
  SELECT rowid AS n, marks, grams FROM core.fingerprint
  WHERE published_on BETWEEN (SELECT since FROM days) AND (SELECT until FROM days)
),
by_marks AS (
  SELECT p.n AS one, h.n AS other, count(*) AS n_shared
  FROM (SELECT n, unnest(marks) AS hash FROM asked) AS p
  JOIN (SELECT n, unnest(marks) AS hash FROM near) AS h ON h.hash = p.hash
  GROUP BY p.n, h.n
),
by_grams AS (
  SELECT p.n AS one, h.n AS other
  FROM (SELECT n, unnest(grams) AS hash FROM asked) AS p
  JOIN (SELECT n, unnest(grams) AS hash FROM near) AS h ON h.hash = p.hash
  GROUP BY p.n, h.n
  HAVING count(*) >= $min_grams
),
size AS (
  SELECT rowid AS n, article_id, published_on, lang, len(marks) AS n_marks FROM core.fingerprint
  WHERE published_on BETWEEN (SELECT since FROM days) AND (SELECT until FROM days)
),
found AS (
  SELECT s.one, s.other FROM by_marks AS s
  JOIN asked AS a ON a.n = s.one
  JOIN size AS b ON b.n = s.other
  WHERE s.n_shared >= CASE WHEN a.lang = b.lang THEN $min_marks ELSE $min_marks_abroad END
    * least(a.n_marks, b.n_marks) ** $by_fewer * greatest(a.n_marks, b.n_marks) ** (1 - $by_fewer)
  UNION
  SELECT one, other FROM by_grams
)
SELECT a.article_id::VARCHAR AS article_id, b.article_id::VARCHAR AS other_id
FROM found AS f
JOIN asked AS a ON a.n = f.one
JOIN size AS b ON b.n = f.other
WHERE a.n <> b.n AND abs(a.published_on - b.published_on) <= $window_days::INTEGER
ORDER BY a.article_id, b.article_id;
