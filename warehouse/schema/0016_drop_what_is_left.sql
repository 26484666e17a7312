-- What the file before moved elsewhere.

ALTER TABLE core.article DROP COLUMN entry_key;
ALTER TABLE core.story DROP COLUMN title;
DROP TABLE core.article_version;
DELETE FROM core.contract WHERE table_name = 'core.article_version';
INSERT INTO core.contract VALUES ('core.past_version', ['article_id', 'version'], 'one row per content an article had before');
