-- An edit is silent by what its own version says, not by what the newest does; and a search looks at newest texts alone:
-- ninety versions of one live page crowded everything else out of its first answers.

ALTER TABLE core.past_version ADD COLUMN modified_at TIMESTAMPTZ;
COMMENT ON COLUMN core.past_version.modified_at IS 'When the page said, in this version, that it was changed, UTC.';

DELETE FROM core.search_doc AS d
USING core.article AS a
WHERE a.article_id = d.article_id AND d.version < a.version;
COMMENT ON TABLE core.search_doc IS 'Texts that can be searched, numbered as they came: articles in their newest version, and its translations.';
COMMENT ON COLUMN core.search_doc.version IS 'The version that was indexed.';
