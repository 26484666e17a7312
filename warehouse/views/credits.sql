CREATE OR REPLACE VIEW credits AS
SELECT a.article_id, a.published_on, a.publisher, a.lang, a.title, c.kind, c.name, c.organisation, c.quote, c.url AS credit_url, c.confidence, a.url
FROM core.credit AS c
JOIN core.article AS a ON a.article_id = c.article_id AND a.version = c.version;
COMMENT ON VIEW credits IS 'What articles say of where they come from: a credit a row, quoted.';
COMMENT ON COLUMN credits.article_id IS 'The article.';
COMMENT ON COLUMN credits.published_on IS 'Day of the article.';
COMMENT ON COLUMN credits.publisher IS 'Outlet.';
COMMENT ON COLUMN credits.lang IS 'Language of the article, BCP 47.';
COMMENT ON COLUMN credits.title IS 'Title.';
COMMENT ON COLUMN credits.kind IS 'original_source | translated_by | adapted_by | agency | with_files_from | republished_from';
COMMENT ON COLUMN credits.name IS 'Person who is named.';
COMMENT ON COLUMN credits.organisation IS 'Outlet or agency that is named.';
COMMENT ON COLUMN credits.quote IS 'The sentence as it stands.';
COMMENT ON COLUMN credits.credit_url IS 'Address it links to.';
COMMENT ON COLUMN credits.confidence IS 'How sure the reading is, 0 to 1.';
COMMENT ON COLUMN credits.url IS 'Canonical URL of the article.';
