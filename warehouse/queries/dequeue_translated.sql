-- Let articles wait for a translation no more that need none, whose newest content has one, or that wait for a model.
-- In: target_lang.
DELETE FROM core.queue
WHERE stage = 'translate' AND article_id IN (
  WITH waiting AS MATERIALIZED (SELECT article_id FROM core.queue WHERE stage = 'translate'),
  now AS MATERIALIZED (
    SELECT article_id, lang, content_sha256 FROM core.article
    WHERE rowid IN (SELECT rowid FROM core.article WHERE article_id IN (SELECT article_id FROM waiting))
  ),
  made AS MATERIALIZED (
    SELECT article_id, content_sha256 FROM core.translation
    WHERE target_lang = $target_lang
      AND rowid IN (SELECT rowid FROM core.translation WHERE article_id IN (SELECT article_id FROM waiting))
  )
  SELECT n.article_id
  FROM now AS n
  LEFT JOIN made AS m ON m.article_id = n.article_id AND m.content_sha256 = n.content_sha256
  WHERE n.lang = 'und' OR split_part(n.lang, '-', 1) = split_part($target_lang, '-', 1) OR m.article_id IS NOT NULL
);
