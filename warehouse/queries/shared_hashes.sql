-- Which articles in the days around these share a hash with them? A row a hash, as one number for the two: they are counted
-- by who asks, since grouping a million rows here costs more than all the rest.
-- In: ids, window_days, is_of_marks (else of word sequences), n_near (articles in those days).
-- Out: pair (place of one of these among the articles in those days, by row, times n_near, plus place of the other).
WITH days AS MATERIALIZED (
  SELECT min(published_on) - $window_days::INTEGER AS since, max(published_on) + $window_days::INTEGER AS until FROM core.fingerprint
  WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')))
),
near AS MATERIALIZED (
  SELECT article_id, row_number() OVER (ORDER BY rowid) - 1 AS place, CASE WHEN $is_of_marks THEN marks ELSE grams END AS hashes
  FROM core.fingerprint
  WHERE published_on BETWEEN (SELECT since FROM days) AND (SELECT until FROM days)
),
asked AS MATERIALIZED (
  SELECT place, unnest(hashes) AS hash FROM near WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')))
)
SELECT a.place * $n_near::BIGINT + h.place AS pair
FROM (SELECT place, unnest(hashes) AS hash FROM near) AS h
JOIN asked AS a ON a.hash = h.hash
WHERE a.place <> h.place;
