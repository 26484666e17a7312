-- Let the articles of `as_grouped` wait to be grouped no more.
DELETE FROM core.queue WHERE stage = 'group' AND article_id IN (SELECT article_id FROM as_grouped);
