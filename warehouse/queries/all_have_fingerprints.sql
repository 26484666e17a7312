-- Have all articles of the days around these a fingerprint, but for these? Told by two sums of hashes, which cost a tenth of
-- looking each article up; true for the most part, as only maintenance forgets some.
-- In: ids, window_days. Out: yes or no.
WITH given AS MATERIALIZED (SELECT unnest(from_json_strict($ids, '["UUID"]')) AS article_id),
own AS MATERIALIZED (
  SELECT article_id, published_on FROM core.article
  WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id FROM given))
),
days AS MATERIALIZED (
  SELECT min(published_on) - 2 * $window_days::INTEGER AS since, max(published_on) + 2 * $window_days::INTEGER AS until FROM own
),
told AS (
  SELECT count(*) AS n, sum(hash(article_id)) AS total FROM core.article
  WHERE published_on BETWEEN (SELECT since FROM days) AND (SELECT until FROM days)
),
printed AS (
  SELECT count(*) AS n, sum(hash(article_id)) AS total FROM core.fingerprint
  WHERE published_on BETWEEN (SELECT since FROM days) AND (SELECT until FROM days)
),
unprinted AS (
  SELECT count(*) AS n, coalesce(sum(hash(article_id)), 0) AS total FROM own
  WHERE article_id NOT IN (
    SELECT article_id FROM core.fingerprint
    WHERE rowid IN (SELECT rowid FROM core.fingerprint WHERE article_id IN (SELECT article_id FROM given))
      AND published_on BETWEEN (SELECT since FROM days) AND (SELECT until FROM days))
)
SELECT t.n = coalesce(p.n, 0) + u.n AND coalesce(t.total, 0) = coalesce(p.total, 0) + u.total
FROM told AS t, printed AS p, unprinted AS u;
