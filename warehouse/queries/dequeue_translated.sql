-- Let articles wait for a translation no more whose newest content has one, or waits for a model in `translation`.
-- In: target_lang.
DELETE FROM core.queue AS q
USING core.article AS a
WHERE q.stage = 'translate' AND a.article_id = q.article_id
  AND (a.lang = 'und' OR split_part(a.lang, '-', 1) = split_part($target_lang, '-', 1)
       OR EXISTS (SELECT 1 FROM core.translation AS t
                  WHERE t.article_id = a.article_id AND t.content_sha256 = a.content_sha256 AND t.target_lang = $target_lang));
