-- Let articles of `waiting` wait no more that were grouped as they are now.
DELETE FROM core.queue
WHERE stage = 'group' AND article_id IN (SELECT article_id FROM waiting WHERE NOT is_new);
