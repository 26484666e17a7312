-- Let the articles of a window of days wait for a stage.
-- In: stage, since, until (both included).
INSERT INTO core.queue
SELECT $stage, a.article_id FROM core.article AS a
ANTI JOIN core.queue AS q ON q.stage = $stage AND q.article_id = a.article_id
WHERE a.published_on BETWEEN $since AND $until;
