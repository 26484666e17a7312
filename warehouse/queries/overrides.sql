-- What did people decide?
-- Out: every field of an override, oldest first.
SELECT article_id, decision, decided_by, decided_at, other_id, relation, note, lang
FROM core.override
ORDER BY decided_at, article_id;
