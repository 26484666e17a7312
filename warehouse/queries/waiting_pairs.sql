-- How many articles, in their newest content, wait for which model?
-- Out: "source → target", number of articles.
SELECT t.source_lang || ' → ' || t.target_lang AS pair, count(*)
FROM core.translation AS t
JOIN core.article AS a ON a.article_id = t.article_id AND a.content_sha256 = t.content_sha256
WHERE t.status IN ('pending_model', 'gist')
GROUP BY pair
ORDER BY pair;
