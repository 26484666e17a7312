-- What waits for a stage, written with what makes it wait: a stage that looks for its work among a million articles would
-- take seconds to find none.

CREATE TABLE core.queue (stage VARCHAR NOT NULL, article_id UUID NOT NULL);
COMMENT ON TABLE core.queue IS 'Articles that wait for a stage; the stage still looks at each whether there is anything to do.';
COMMENT ON COLUMN core.queue.stage IS 'translate | group';
COMMENT ON COLUMN core.queue.article_id IS 'The article.';

INSERT INTO core.contract VALUES ('core.queue', ['stage', 'article_id'], 'one row per stage and article that waits for it');
INSERT INTO core.queue SELECT s.stage, a.article_id FROM core.article AS a CROSS JOIN (VALUES ('translate'), ('group')) AS s(stage);
