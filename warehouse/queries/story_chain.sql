-- Which articles tell this story, what is each, and why do we say so?
-- In: story_id. Out: the fields of a chain member, by date, then address.
SELECT article_id, url, publisher, lang, title, published_at, relation, parent_id, confidence, reasons, evidence
FROM story_articles
WHERE story_id = $story_id::UUID
ORDER BY published_at NULLS LAST, url;
