-- What is shown of articles is read last, of those that are shown: titles and addresses of all of them would be unpacked else.
-- Hits are stored by article and shown by story: whatever became of the stories, each stands here once.
CREATE OR REPLACE VIEW watch_hits AS
WITH hit AS (
  SELECT h.watchlist, m.story_id, h.article_id, h.term, h.field, h.rendition, h.quote, a.published_at, a.published_on,
    count(*) OVER story AS n_hits, min(h.matched_at) OVER story AS matched_at, max(h.matched_at) OVER story AS last_matched_at
  FROM core.watch_hit AS h
  JOIN core.watchlist AS w ON w.name = h.watchlist AND w.is_listed
  JOIN core.story_member AS m ON m.article_id = h.article_id
  JOIN core.article AS a ON a.article_id = h.article_id
  WINDOW story AS (PARTITION BY h.watchlist, m.story_id)
  QUALIFY row_number() OVER (PARTITION BY h.watchlist, m.story_id ORDER BY a.published_at NULLS LAST, h.article_id) = 1
)
SELECT h.watchlist, h.story_id, o.title, o.lang,
  (SELECT arg_max(t.title, t.translated_at) FROM core.translation AS t
   WHERE t.status = 'ok' AND t.article_id = o.article_id AND t.content_sha256 = o.content_sha256) AS translated_title,
  s.n_articles, s.n_publishers, s.n_independent_sources, s.languages, h.n_hits, h.term, h.field, h.rendition, h.quote,
  h.article_id, a.publisher, a.lang AS article_lang, a.title AS article_title,
  (SELECT arg_max(t.title, t.translated_at) FROM core.translation AS t
   WHERE t.status = 'ok' AND t.article_id = a.article_id AND t.content_sha256 = a.content_sha256) AS article_translated_title,
  h.published_at, h.published_on, h.matched_at, h.last_matched_at, a.url
FROM hit AS h
JOIN core.story AS s ON s.story_id = h.story_id
JOIN core.article AS o ON o.article_id = s.original_id
JOIN core.article AS a ON a.article_id = h.article_id;
COMMENT ON VIEW watch_hits IS 'What the watchlists hit, a row per watchlist and story: the story, and its first article that holds what is looked for.';
COMMENT ON COLUMN watch_hits.watchlist IS 'Name of the watchlist.';
COMMENT ON COLUMN watch_hits.story_id IS 'The story.';
COMMENT ON COLUMN watch_hits.title IS 'Title of the story''s original.';
COMMENT ON COLUMN watch_hits.lang IS 'Its language, BCP 47.';
COMMENT ON COLUMN watch_hits.translated_title IS 'Machine translation of that title; NULL: none.';
COMMENT ON COLUMN watch_hits.n_articles IS 'Articles that tell the story.';
COMMENT ON COLUMN watch_hits.n_publishers IS 'Outlets that tell it.';
COMMENT ON COLUMN watch_hits.n_independent_sources IS 'Owner groups that told it by themselves.';
COMMENT ON COLUMN watch_hits.languages IS 'Languages it is told in.';
COMMENT ON COLUMN watch_hits.n_hits IS 'Articles of the story that hold what is looked for.';
COMMENT ON COLUMN watch_hits.term IS 'The term, as the watchlist writes it, that the first of these holds.';
COMMENT ON COLUMN watch_hits.field IS 'title | lead | body: where.';
COMMENT ON COLUMN watch_hits.rendition IS 'original | translation: in which of its texts.';
COMMENT ON COLUMN watch_hits.quote IS 'The words around it.';
COMMENT ON COLUMN watch_hits.article_id IS 'The first article of the story that is a hit.';
COMMENT ON COLUMN watch_hits.publisher IS 'Its outlet.';
COMMENT ON COLUMN watch_hits.article_lang IS 'Its language, BCP 47.';
COMMENT ON COLUMN watch_hits.article_title IS 'Its title.';
COMMENT ON COLUMN watch_hits.article_translated_title IS 'Machine translation of its title; NULL: none.';
COMMENT ON COLUMN watch_hits.published_at IS 'When it was published, UTC.';
COMMENT ON COLUMN watch_hits.published_on IS 'Day it was published.';
COMMENT ON COLUMN watch_hits.matched_at IS 'When the story was first a hit, UTC.';
COMMENT ON COLUMN watch_hits.last_matched_at IS 'When an article of it last became one, UTC.';
COMMENT ON COLUMN watch_hits.url IS 'Address of the first article that is a hit.';
