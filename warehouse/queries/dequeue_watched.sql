-- Let the articles of `watch_given` wait to be looked at no more.
DELETE FROM core.queue WHERE stage = 'watch' AND article_id IN (SELECT article_id FROM watch_given);
