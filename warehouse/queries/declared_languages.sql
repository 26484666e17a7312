-- Which languages do page and feed declare for this article, and what does it say?
-- In: article_id. Out: title, body, page_lang, feed_lang.
SELECT a.title, x.body, a.page_lang, a.feed_lang
FROM core.article AS a
JOIN core.article_text AS x ON x.article_id = a.article_id AND x.version = a.version
WHERE a.article_id = $article_id::UUID;
