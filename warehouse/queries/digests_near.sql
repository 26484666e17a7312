-- What is there in the days around these articles to be found?
-- In: ids, window_days. Out: digest, day (since 1970).
WITH asked AS MATERIALIZED (
  SELECT published_on FROM core.fingerprint
  WHERE rowid IN (SELECT rowid FROM core.fingerprint WHERE article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))))
)
SELECT digest, (published_on - DATE '1970-01-01')::INTEGER AS day FROM core.fingerprint
WHERE published_on BETWEEN (SELECT min(published_on) FROM asked) - $window_days::INTEGER
  AND (SELECT max(published_on) FROM asked) + $window_days::INTEGER;
