-- How much is there, and how much is missing?
-- Out: one row of numbers by name.
SELECT (SELECT count(*) FROM core.article) AS n_articles,
  (SELECT count(*) FROM core.story WHERE status = 'open') AS n_stories,
  (SELECT count(*) FROM watch_hits) AS n_watch_hits,
  (SELECT count(*) FROM core.translation AS t JOIN core.article AS a ON a.article_id = t.article_id AND a.content_sha256 = t.content_sha256
    WHERE t.status = 'pending_model') AS n_pending_model,
  (SELECT count(*) FROM holes) AS n_holes;
