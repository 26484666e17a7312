-- Which story comes first, of those with an article of this relation?
-- In: relation. Out: story_id.
SELECT s.story_id
FROM stories AS s
WHERE s.story_id IN (SELECT story_id FROM story_articles WHERE relation = $relation)
ORDER BY s.first_published_at, s.story_id
LIMIT 1;
