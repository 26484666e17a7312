-- Which articles of the days around these were grouped, and have no fingerprint any more?
-- In: ids, window_days, rule_version. Out: article_id; by id.
WITH given AS MATERIALIZED (SELECT unnest(from_json_strict($ids, '["UUID"]')) AS article_id),
days AS MATERIALIZED (
  SELECT min(published_on) - 2 * $window_days::INTEGER AS since, max(published_on) + 2 * $window_days::INTEGER AS until
  FROM core.article
  WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id FROM given))
),
lacking AS MATERIALIZED (
  SELECT article_id FROM core.article
  WHERE published_on BETWEEN (SELECT since FROM days) AND (SELECT until FROM days)
    AND article_id NOT IN (SELECT article_id FROM given)
    AND article_id NOT IN (
      SELECT article_id FROM core.fingerprint
      WHERE published_on BETWEEN (SELECT since FROM days) AND (SELECT until FROM days))
)
SELECT article_id::VARCHAR FROM core.story_member
WHERE grouped_by = $rule_version AND article_id IN (SELECT article_id FROM lacking)
ORDER BY article_id;
