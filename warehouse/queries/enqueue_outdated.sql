-- Let the articles that another version of the rule grouped wait to be grouped again.
-- In: rule_version.
INSERT INTO core.queue
SELECT 'group', g.article_id FROM core.grouped AS g
ANTI JOIN core.queue AS q ON q.stage = 'group' AND q.article_id = g.article_id
WHERE g.rule_version <> $rule_version;
