CREATE OR REPLACE VIEW language_conflicts AS
SELECT a.article_id, a.published_on, a.publisher, f.name AS feed, a.lang, a.lang_confidence AS confidence, a.page_lang,
  a.feed_lang, a.lang_reason AS reason, o.decided_by, a.title, a.url
FROM core.article AS a
LEFT JOIN core.feed AS f ON f.feed_id = a.feed_id
LEFT JOIN core.override AS o ON o.article_id = a.article_id AND o.decision = 'language'
WHERE a.lang <> 'und'
  AND (split_part(a.lang, '-', 1) <> a.page_lang OR split_part(a.lang, '-', 1) <> a.feed_lang);
COMMENT ON VIEW language_conflicts IS 'Articles in another language than their page or their feed declares.';
COMMENT ON COLUMN language_conflicts.article_id IS 'The article.';
COMMENT ON COLUMN language_conflicts.published_on IS 'Day for time series.';
COMMENT ON COLUMN language_conflicts.publisher IS 'Outlet.';
COMMENT ON COLUMN language_conflicts.feed IS 'Name of the feed that brought it.';
COMMENT ON COLUMN language_conflicts.lang IS 'Language of the text, BCP 47: as found, or as a person decided.';
COMMENT ON COLUMN language_conflicts.confidence IS 'How sure that is, 0 to 1.';
COMMENT ON COLUMN language_conflicts.page_lang IS 'Language the page declares; NULL: none.';
COMMENT ON COLUMN language_conflicts.feed_lang IS 'Language the feed is configured with; NULL: none.';
COMMENT ON COLUMN language_conflicts.reason IS 'What the language was told by, and what speaks against it.';
COMMENT ON COLUMN language_conflicts.decided_by IS 'The person who decided it; NULL: nobody did.';
COMMENT ON COLUMN language_conflicts.title IS 'Title, repaired.';
COMMENT ON COLUMN language_conflicts.url IS 'Canonical URL.';
