-- Forget which language a person said before: the last word counts.
-- In: ids (of articles).
DELETE FROM core.override
WHERE decision = 'language' AND article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
