-- Into which languages is this article, as it reads now, translated?
-- In: article_id. Out: target_lang, where there is a text to judge.
SELECT t.target_lang
FROM core.translation AS t
JOIN core.article AS a ON a.article_id = t.article_id AND a.content_sha256 = t.content_sha256
WHERE t.article_id = $article_id::UUID AND t.status IN ('ok', 'lead', 'lead_only')
ORDER BY t.target_lang;
