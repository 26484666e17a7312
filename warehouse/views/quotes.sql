CREATE OR REPLACE VIEW quotes AS
SELECT a.article_id, a.published_on, a.publisher, a.lang, q.speaker,
  substr(unrepaired(t.body, t.repairs), q.span_start + 1, q.span_end - q.span_start) AS quote, a.title, q.position, a.url
FROM core.quote AS q
JOIN core.article AS a ON a.article_id = q.article_id AND a.version = q.version
JOIN core.article_text AS t ON t.article_id = q.article_id AND t.version = q.version;
COMMENT ON VIEW quotes IS 'Who says what: a quotation a row, where the text names its speaker.';
COMMENT ON COLUMN quotes.article_id IS 'The article.';
COMMENT ON COLUMN quotes.published_on IS 'Day of the article.';
COMMENT ON COLUMN quotes.publisher IS 'Outlet.';
COMMENT ON COLUMN quotes.lang IS 'Language of the article, BCP 47.';
COMMENT ON COLUMN quotes.speaker IS 'Who speaks, as the text names them.';
COMMENT ON COLUMN quotes.quote IS 'The words.';
COMMENT ON COLUMN quotes.title IS 'Title of the article.';
COMMENT ON COLUMN quotes.position IS 'Reading order in the article, from 0.';
COMMENT ON COLUMN quotes.url IS 'Canonical URL of the article.';
