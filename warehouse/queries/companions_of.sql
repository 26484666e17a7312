-- Which articles are of the story of this one, beside it?
-- In: article_id. Out: article_id, those without a parent first, then by date and address.
SELECT m.article_id::VARCHAR
FROM core.story_member AS m
JOIN core.story_member AS own ON own.story_id = m.story_id AND own.article_id = $article_id::UUID
JOIN core.article AS a ON a.article_id = m.article_id
WHERE m.article_id <> own.article_id
ORDER BY m.parent_id IS NOT NULL, a.published_at NULLS LAST, a.url;
