-- Let articles wait for stages; one that waits already waits on.
-- In: rows (stage, article_id).
INSERT INTO core.queue
SELECT s.stage, s.article_id::UUID
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s
ANTI JOIN core.queue AS q ON q.stage = s.stage AND q.article_id = s.article_id::UUID;
