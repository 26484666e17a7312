-- What is there in the days around these articles to be found?
-- In: ids, window_days. Out: n (the row), n_marks, lang (as a number), day (since 1970); by row, as `shared_hashes` counts.
WITH asked AS MATERIALIZED (
  SELECT published_on FROM core.fingerprint WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')))
)
SELECT rowid AS n, coalesce(len(marks), 0)::INTEGER AS n_marks, hash(lang) AS lang,
  (published_on - DATE '1970-01-01')::INTEGER AS day
FROM core.fingerprint
WHERE published_on BETWEEN (SELECT min(published_on) FROM asked) - $window_days::INTEGER
  AND (SELECT max(published_on) FROM asked) + $window_days::INTEGER
ORDER BY rowid;
