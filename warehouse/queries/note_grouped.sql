-- Note the input on which the articles of `as_grouped` were grouped: the same is not grouped by the same rule again.
-- In: rule_version.
UPDATE core.story_member AS m
SET grouped_key = a.grouped_key, grouped_by = $rule_version
FROM as_grouped AS a
WHERE m.article_id = a.article_id AND (m.grouped_key IS DISTINCT FROM a.grouped_key OR m.grouped_by IS DISTINCT FROM $rule_version);
