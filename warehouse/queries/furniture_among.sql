-- Which paragraphs of these articles does their outlet repeat, in so many articles of the days around each?
-- Counted by day first: a paragraph that stands in a thousand articles would meet itself a million times. Rows that hold one
-- are found before anything else of them is read.
-- In: rows (article_id, paragraphs), window_days, least. Out: article_id, hash, is_given; for the articles given, and for
-- others that hold the same paragraph and do not know yet that it is repeated.
WITH given AS MATERIALIZED (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)),
asked AS MATERIALIZED (
  SELECT g.article_id::UUID AS article_id, a.published_on, unnest(g.paragraphs)::UINTEGER AS hash
  FROM given AS g JOIN core.article AS a ON a.article_id = g.article_id::UUID
),
days AS (
  SELECT min(published_on) - 2 * $window_days::INTEGER AS since, max(published_on) + 2 * $window_days::INTEGER AS until FROM asked
),
paragraph AS (
  SELECT rowid AS n, unnest(paragraphs) AS hash FROM core.fingerprint
  WHERE published_on BETWEEN (SELECT since FROM days) AND (SELECT until FROM days)
),
near AS (
  SELECT article_id, published_on, unnest(paragraphs) AS hash, furniture
  FROM core.fingerprint
  WHERE rowid IN (SELECT n FROM paragraph WHERE hash IN (SELECT hash FROM asked))
    AND article_id NOT IN (SELECT article_id::UUID FROM given)
),
held AS MATERIALIZED (
  SELECT DISTINCT article_id, published_on, hash, true AS is_given, false AS is_known FROM asked
  UNION ALL
  SELECT DISTINCT article_id, published_on, hash, false, list_contains(furniture, hash) FROM near
  WHERE hash IN (SELECT hash FROM asked)
),
counts AS (SELECT hash, published_on, count(*) AS n FROM held GROUP BY hash, published_on),
sums AS (
  SELECT c.hash, c.published_on, sum(o.n) AS n
  FROM counts AS c
  JOIN counts AS o ON o.hash = c.hash AND abs(o.published_on - c.published_on) <= $window_days::INTEGER
  GROUP BY c.hash, c.published_on
)
SELECT h.article_id::VARCHAR AS article_id, h.hash, h.is_given
FROM held AS h JOIN sums AS s ON s.hash = h.hash AND s.published_on = h.published_on
WHERE s.n >= $least AND NOT h.is_known
ORDER BY h.article_id, h.hash;
