-- Let the articles that another version of the rule grouped wait to be grouped again.
-- In: rule_version.
INSERT INTO core.queue
SELECT 'group', m.article_id FROM core.story_member AS m
ANTI JOIN core.queue AS q ON q.stage = 'group' AND q.article_id = m.article_id
WHERE m.grouped_by <> $rule_version;
