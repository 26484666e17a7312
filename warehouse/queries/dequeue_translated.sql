-- Let articles of `wanting` wait no more that need no translation, whose content has one, or that wait for a model.
DELETE FROM core.queue
WHERE stage = 'translate' AND article_id IN (SELECT article_id FROM wanting WHERE needs_none OR status IS NOT NULL);
