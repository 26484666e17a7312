-- How many articles wait for a translation model, by language?
-- Out: source_lang, n.
SELECT t.source_lang, count(*) AS n
FROM core.translation AS t
JOIN core.article AS a ON a.article_id = t.article_id AND a.content_sha256 = t.content_sha256
WHERE t.status = 'pending_model'
GROUP BY t.source_lang
ORDER BY t.source_lang;
