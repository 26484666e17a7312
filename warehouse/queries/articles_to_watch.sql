-- Which articles are to be looked at: those that wait and, where a watchlist changed, those of its window?
-- In: has_changed, since. Out: article_id, is_waiting.
SELECT article_id::VARCHAR AS article_id, bool_or(is_waiting) AS is_waiting
FROM (
  SELECT article_id, true AS is_waiting FROM core.queue WHERE stage = 'watch'
  UNION ALL
  SELECT article_id, false FROM core.article WHERE $has_changed AND published_on >= $since
)
GROUP BY article_id
ORDER BY article_id;
