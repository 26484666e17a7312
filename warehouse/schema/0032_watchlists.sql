-- What the watchlists hit, and whom that was told.

CREATE TABLE core.watchlist (name VARCHAR NOT NULL, definition_sha256 VARCHAR NOT NULL, is_listed BOOLEAN NOT NULL, since TIMESTAMPTZ NOT NULL);
COMMENT ON TABLE core.watchlist IS 'Watchlists as they were last looked for, over their whole window.';
COMMENT ON COLUMN core.watchlist.name IS 'Name, as a person wrote it.';
COMMENT ON COLUMN core.watchlist.definition_sha256 IS 'Hash of what it looks for: another one is looked for in stored texts too. Empty: to be looked for anew.';
COMMENT ON COLUMN core.watchlist.is_listed IS 'Whether the last run that looked had it; hits of others are kept, and not shown.';
COMMENT ON COLUMN core.watchlist.since IS 'Since when it looks for that, UTC.';

CREATE TABLE core.watch_hit (
  watchlist VARCHAR NOT NULL, article_id UUID NOT NULL, story_id UUID, term VARCHAR NOT NULL, term_lang VARCHAR, field VARCHAR NOT NULL,
  rendition VARCHAR NOT NULL, quote VARCHAR NOT NULL, matched_at TIMESTAMPTZ NOT NULL, run_id UUID NOT NULL);
COMMENT ON TABLE core.watch_hit IS 'Articles that hold what a watchlist looks for, in their newest version or its translation; the view watch_hits has one row a story.';
COMMENT ON COLUMN core.watch_hit.watchlist IS 'Name of the watchlist.';
COMMENT ON COLUMN core.watch_hit.article_id IS 'The article.';
COMMENT ON COLUMN core.watch_hit.story_id IS 'Its story when it was matched; today''s is in core.story_member.';
COMMENT ON COLUMN core.watch_hit.term IS 'The term it holds, as written: of several the one that stands most to the fore.';
COMMENT ON COLUMN core.watch_hit.term_lang IS 'Language the term is looked for in; NULL: all.';
COMMENT ON COLUMN core.watch_hit.field IS 'title | lead | body: where the first words of the term stand.';
COMMENT ON COLUMN core.watch_hit.rendition IS 'original | translation: in which text.';
COMMENT ON COLUMN core.watch_hit.quote IS 'The words of that text around it, white space as single spaces.';
COMMENT ON COLUMN core.watch_hit.matched_at IS 'When it was first matched so, UTC.';
COMMENT ON COLUMN core.watch_hit.run_id IS 'The run that did.';

CREATE TABLE core.watch_alert (
  watchlist VARCHAR NOT NULL, article_id UUID NOT NULL, address_id VARCHAR NOT NULL, story_id UUID NOT NULL, sent_at TIMESTAMPTZ NOT NULL,
  run_id UUID NOT NULL);
COMMENT ON TABLE core.watch_alert IS 'What was told to whom: the articles that a story''s alert spoke for, so that no other one of them is told again, whatever becomes of the story.';
COMMENT ON COLUMN core.watch_alert.watchlist IS 'Name of the watchlist.';
COMMENT ON COLUMN core.watch_alert.article_id IS 'An article of the story that was a hit then.';
COMMENT ON COLUMN core.watch_alert.address_id IS 'Start of the hash of the address, which may be a secret.';
COMMENT ON COLUMN core.watch_alert.story_id IS 'The story then.';
COMMENT ON COLUMN core.watch_alert.sent_at IS 'When the address took it, UTC.';
COMMENT ON COLUMN core.watch_alert.run_id IS 'The run that told.';

COMMENT ON COLUMN core.queue.stage IS 'translate | group | watch';

INSERT INTO core.contract VALUES
  ('core.watchlist', ['name'], 'one row per watchlist'),
  ('core.watch_hit', ['watchlist', 'article_id'], 'one row per watchlist and article that it hits'),
  ('core.watch_alert', ['watchlist', 'article_id', 'address_id'], 'one row per watchlist, article and address that was told');
