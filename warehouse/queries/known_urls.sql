-- Which of these addresses does an entry or an article already have, and which article is it?
-- Found by their hash, and only then compared, in a join: a filter would be moved to the scan and read every address.
-- In: urls. Out: url, article_id (NULL: its page is not read yet, or led to none).
WITH asked AS MATERIALIZED (SELECT unnest(from_json_strict($urls, '["VARCHAR"]')) AS url),
found AS MATERIALIZED (
  SELECT url, article_id FROM core.article
  WHERE rowid IN (SELECT rowid FROM core.article WHERE url_hash IN (SELECT hash_of_url(url) FROM asked))
  UNION ALL
  SELECT coalesce(url, entry_key), article_id FROM core.feed_entry
  WHERE rowid IN (SELECT rowid FROM core.feed_entry WHERE url_hash IN (SELECT hash_of_url(url) FROM asked))
)
SELECT f.url, max(f.article_id::VARCHAR) FROM found AS f JOIN asked AS a ON a.url = f.url GROUP BY f.url;
