CREATE OR REPLACE VIEW articles AS
SELECT a.article_id, a.published_at, a.published_on, a.lang, a.publisher, a.owner_group, a.title, a.lead, a.authors, a.url,
  a.host, a.section, a.tags, a.n_words, a.version, a.status, a.status_reason, m.story_id, m.relation, f.name AS feed, f.tier, a.first_seen_at,
  coalesce(a.updated_at, a.first_seen_at) AS updated_at
FROM core.article AS a
LEFT JOIN core.story_member AS m ON m.article_id = a.article_id
LEFT JOIN core.feed AS f ON f.feed_id = a.feed_id;
COMMENT ON VIEW articles IS 'Every article in its newest version, with its story and what it is in it.';
COMMENT ON COLUMN articles.article_id IS 'Hash of the canonical URL.';
COMMENT ON COLUMN articles.published_at IS 'When it was published, UTC.';
COMMENT ON COLUMN articles.published_on IS 'Day for time series; the day it was first seen when it has no date.';
COMMENT ON COLUMN articles.lang IS 'Language of the text, BCP 47.';
COMMENT ON COLUMN articles.publisher IS 'Outlet.';
COMMENT ON COLUMN articles.owner_group IS 'Owner of the outlet.';
COMMENT ON COLUMN articles.title IS 'Title, repaired.';
COMMENT ON COLUMN articles.lead IS 'Opening of the text.';
COMMENT ON COLUMN articles.authors IS 'Authors, in order.';
COMMENT ON COLUMN articles.url IS 'Canonical URL.';
COMMENT ON COLUMN articles.host IS 'Host of the URL.';
COMMENT ON COLUMN articles.section IS 'Section of the outlet.';
COMMENT ON COLUMN articles.tags IS 'Keywords the page gives itself.';
COMMENT ON COLUMN articles.n_words IS 'Words of the body.';
COMMENT ON COLUMN articles.version IS 'How many contents it has had.';
COMMENT ON COLUMN articles.status IS 'full | live_blog | teaser | paywall';
COMMENT ON COLUMN articles.status_reason IS 'What says so, where it is not full.';
COMMENT ON COLUMN articles.story_id IS 'Its story.';
COMMENT ON COLUMN articles.relation IS 'What it is in its story.';
COMMENT ON COLUMN articles.feed IS 'Name of the feed that brought it.';
COMMENT ON COLUMN articles.tier IS 'Tier of the feed, as configured: national, regional, local, trade, aggregator.';
COMMENT ON COLUMN articles.first_seen_at IS 'When it was first read, UTC.';
COMMENT ON COLUMN articles.updated_at IS 'When it last changed here, UTC.';

CREATE OR REPLACE VIEW article_texts AS
SELECT a.article_id, a.published_on, a.lang, a.publisher, a.title, x.body, unrepaired(x.body, x.repairs) AS body_as_found,
  x.repairs, a.url
FROM core.article AS a
JOIN core.article_text AS x ON x.article_id = a.article_id AND x.version = a.version;
COMMENT ON VIEW article_texts IS 'The text of every article in its newest version.';
COMMENT ON COLUMN article_texts.article_id IS 'The article.';
COMMENT ON COLUMN article_texts.published_on IS 'Day for time series.';
COMMENT ON COLUMN article_texts.lang IS 'Language of the text, BCP 47.';
COMMENT ON COLUMN article_texts.publisher IS 'Outlet.';
COMMENT ON COLUMN article_texts.title IS 'Title, repaired.';
COMMENT ON COLUMN article_texts.body IS 'Text, repaired; paragraphs joined by a blank line.';
COMMENT ON COLUMN article_texts.body_as_found IS 'Text before repair.';
COMMENT ON COLUMN article_texts.repairs IS 'What repair changed: found stood where the body has the characters from span_start to span_end.';
COMMENT ON COLUMN article_texts.url IS 'Canonical URL.';

CREATE OR REPLACE VIEW translations AS
SELECT t.article_id, a.published_on, t.source_lang, t.target_lang, t.status, t.engine, t.engine_version, t.engine_settings, a.publisher,
  a.title, t.title AS translated_title, t.body AS translated_body, t.token_score, t.detail, t.translated_at, a.url,
  t.n_sentences, t.n_flagged, CASE d.verdict WHEN 'right' THEN FALSE WHEN 'wrong' THEN TRUE ELSE t.is_doubtful END AS is_doubtful,
  CASE WHEN d.verdict IS NULL THEN t.doubt
    ELSE concat(d.decided_by, ' says it is ', d.verdict, CASE WHEN d.note <> '' THEN ': ' END, d.note) END AS doubt
FROM core.translation AS t
JOIN core.article AS a ON a.article_id = t.article_id AND a.content_sha256 = t.content_sha256
LEFT JOIN core.translation_decision AS d
  ON d.article_id = t.article_id AND d.content_sha256 = t.content_sha256 AND d.target_lang = t.target_lang;
COMMENT ON VIEW translations IS 'Machine translations of newest versions, and those that wait for a model.';
COMMENT ON COLUMN translations.article_id IS 'The article.';
COMMENT ON COLUMN translations.published_on IS 'Day for time series.';
COMMENT ON COLUMN translations.source_lang IS 'Language of the article.';
COMMENT ON COLUMN translations.target_lang IS 'Language of the translation.';
COMMENT ON COLUMN translations.status IS 'ok | lead (the body follows) | lead_only (the settings ask for no more) | gist (for grouping only) | pending_model';
COMMENT ON COLUMN translations.engine IS 'What translated.';
COMMENT ON COLUMN translations.engine_version IS 'Package and its version; of a chain through a third language, both.';
COMMENT ON COLUMN translations.engine_settings IS 'The settings that decide what comes out; NULL: made before they were kept.';
COMMENT ON COLUMN translations.publisher IS 'Outlet of the article.';
COMMENT ON COLUMN translations.title IS 'Title of the article.';
COMMENT ON COLUMN translations.translated_title IS 'Title in the target language.';
COMMENT ON COLUMN translations.translated_body IS 'Text in the target language; of a lead, its opening alone.';
COMMENT ON COLUMN translations.token_score IS 'Mean log-probability of a target token: higher is better.';
COMMENT ON COLUMN translations.detail IS 'What the engine had to say, or what it waits for.';
COMMENT ON COLUMN translations.translated_at IS 'When, UTC.';
COMMENT ON COLUMN translations.url IS 'Canonical URL of the article.';
COMMENT ON COLUMN translations.n_sentences IS 'Sentences that were judged; NULL: it waits, or was made before sentences were judged.';
COMMENT ON COLUMN translations.n_flagged IS 'Of them, those with a gross fault; doubtful_sentences says which.';
COMMENT ON COLUMN translations.is_doubtful IS 'Whether it is not to be trusted, by the rules, the model or a person''s word; NULL: not judged.';
COMMENT ON COLUMN translations.doubt IS 'Why it is doubtful, or what a person says of it.';
