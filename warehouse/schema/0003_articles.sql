-- Articles, their versions, texts, credits, defects and links; and their translations.
-- Text lies apart from metadata (96 % of all bytes) and compressed with zstd: 1.5 KB an article against 5 KB.

CREATE TABLE core.article (
  article_id UUID NOT NULL, url VARCHAR NOT NULL, host VARCHAR NOT NULL, feed_id UUID NOT NULL,
  entry_key VARCHAR NOT NULL, page_id UUID NOT NULL, publisher VARCHAR NOT NULL, owner_group VARCHAR NOT NULL,
  version INTEGER NOT NULL, content_sha256 VARCHAR NOT NULL, title VARCHAR NOT NULL, title_as_found VARCHAR NOT NULL,
  lead VARCHAR NOT NULL, lang VARCHAR NOT NULL, lang_confidence DOUBLE NOT NULL, lang_reason VARCHAR NOT NULL,
  published_at TIMESTAMPTZ, published_on DATE NOT NULL, published_source VARCHAR NOT NULL, modified_at TIMESTAMPTZ,
  status VARCHAR NOT NULL, authors VARCHAR[], section VARCHAR, tags VARCHAR[], image_url VARCHAR,
  n_words INTEGER NOT NULL, extractor_version VARCHAR NOT NULL, first_seen_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL, run_id UUID NOT NULL);
COMMENT ON TABLE core.article IS 'Articles, each in its newest version. Texts are in core.article_text.';
COMMENT ON COLUMN core.article.article_id IS 'Hash of the canonical URL: the same on every machine.';
COMMENT ON COLUMN core.article.url IS 'Canonical URL, as the page declares it.';
COMMENT ON COLUMN core.article.host IS 'Host of the URL.';
COMMENT ON COLUMN core.article.feed_id IS 'Feed that brought this version.';
COMMENT ON COLUMN core.article.entry_key IS 'Entry that brought this version.';
COMMENT ON COLUMN core.article.page_id IS 'Page this version was read from.';
COMMENT ON COLUMN core.article.publisher IS 'Outlet.';
COMMENT ON COLUMN core.article.owner_group IS 'Owner of the outlet: one independent source.';
COMMENT ON COLUMN core.article.version IS 'Number of this content, from 1.';
COMMENT ON COLUMN core.article.content_sha256 IS 'Hash of title and body: a new one is a new version.';
COMMENT ON COLUMN core.article.title IS 'Title, repaired.';
COMMENT ON COLUMN core.article.title_as_found IS 'Title before repair.';
COMMENT ON COLUMN core.article.lead IS 'Opening of the text.';
COMMENT ON COLUMN core.article.lang IS 'BCP 47 tag found in the text; und when it does not say.';
COMMENT ON COLUMN core.article.lang_confidence IS 'How sure the language is, 0 to 1.';
COMMENT ON COLUMN core.article.lang_reason IS 'What the language was told by.';
COMMENT ON COLUMN core.article.published_at IS 'When it was published, UTC; NULL when nothing says it.';
COMMENT ON COLUMN core.article.published_on IS 'Day for every time series, UTC; the day it was first seen when it has no date.';
COMMENT ON COLUMN core.article.published_source IS 'page | feed | first_seen: who gave the date.';
COMMENT ON COLUMN core.article.modified_at IS 'When the page says it was changed, UTC.';
COMMENT ON COLUMN core.article.status IS 'full | teaser | paywall';
COMMENT ON COLUMN core.article.authors IS 'Authors, in order.';
COMMENT ON COLUMN core.article.section IS 'Section of the outlet.';
COMMENT ON COLUMN core.article.tags IS 'Keywords the page gives itself.';
COMMENT ON COLUMN core.article.image_url IS 'Lead picture.';
COMMENT ON COLUMN core.article.n_words IS 'Words of the body.';
COMMENT ON COLUMN core.article.extractor_version IS 'Version of the rules that read the page.';
COMMENT ON COLUMN core.article.first_seen_at IS 'When it was first read, UTC.';
COMMENT ON COLUMN core.article.updated_at IS 'When this row last changed, UTC.';
COMMENT ON COLUMN core.article.run_id IS 'The run that last changed this row.';

CREATE TABLE core.article_version (
  article_id UUID NOT NULL, version INTEGER NOT NULL, content_sha256 VARCHAR NOT NULL, page_id UUID NOT NULL,
  observed_at TIMESTAMPTZ NOT NULL, observed_on DATE NOT NULL, title VARCHAR NOT NULL, status VARCHAR NOT NULL,
  n_words INTEGER NOT NULL, extractor_version VARCHAR NOT NULL, run_id UUID NOT NULL);
COMMENT ON TABLE core.article_version IS 'Every content an article ever had: the record of silent edits.';
COMMENT ON COLUMN core.article_version.article_id IS 'The article.';
COMMENT ON COLUMN core.article_version.version IS 'Number of the content, from 1.';
COMMENT ON COLUMN core.article_version.content_sha256 IS 'Hash of title and body.';
COMMENT ON COLUMN core.article_version.page_id IS 'Page it was read from.';
COMMENT ON COLUMN core.article_version.observed_at IS 'When it was read, UTC.';
COMMENT ON COLUMN core.article_version.observed_on IS 'Day it was read, UTC.';
COMMENT ON COLUMN core.article_version.title IS 'Title of this version.';
COMMENT ON COLUMN core.article_version.status IS 'full | teaser | paywall';
COMMENT ON COLUMN core.article_version.n_words IS 'Words of the body.';
COMMENT ON COLUMN core.article_version.extractor_version IS 'Version of the rules that first read it.';
COMMENT ON COLUMN core.article_version.run_id IS 'The run that read it.';

CREATE TABLE core.article_text (
  article_id UUID NOT NULL, version INTEGER NOT NULL, published_on DATE NOT NULL,
  body VARCHAR NOT NULL USING COMPRESSION zstd, body_as_found VARCHAR NOT NULL USING COMPRESSION zstd);
COMMENT ON TABLE core.article_text IS 'Texts, a row per version. Filter on published_on: it prunes.';
COMMENT ON COLUMN core.article_text.article_id IS 'The article.';
COMMENT ON COLUMN core.article_text.version IS 'Its version.';
COMMENT ON COLUMN core.article_text.published_on IS 'Day of the article when this version was stored.';
COMMENT ON COLUMN core.article_text.body IS 'Text, repaired; paragraphs joined by a blank line.';
COMMENT ON COLUMN core.article_text.body_as_found IS 'Text before repair: what credits and defects point into.';

CREATE TABLE core.credit (
  article_id UUID NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL, kind VARCHAR NOT NULL,
  quote VARCHAR NOT NULL, span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, name VARCHAR, organisation VARCHAR,
  url VARCHAR, confidence DOUBLE NOT NULL);
COMMENT ON TABLE core.credit IS 'What a text claims about where it comes from, quoted.';
COMMENT ON COLUMN core.credit.article_id IS 'The article.';
COMMENT ON COLUMN core.credit.version IS 'Its version.';
COMMENT ON COLUMN core.credit.position IS 'Order of finding, from 0.';
COMMENT ON COLUMN core.credit.kind IS 'original_source | translated_by | adapted_by | agency | with_files_from | republished_from';
COMMENT ON COLUMN core.credit.quote IS 'The sentence as it stands.';
COMMENT ON COLUMN core.credit.span_start IS 'Offset of the quote in body_as_found; -1 when it stands outside the text.';
COMMENT ON COLUMN core.credit.span_end IS 'End of the quote in body_as_found.';
COMMENT ON COLUMN core.credit.name IS 'Person named.';
COMMENT ON COLUMN core.credit.organisation IS 'Organisation named.';
COMMENT ON COLUMN core.credit.url IS 'Link on the credit.';
COMMENT ON COLUMN core.credit.confidence IS 'How sure the reading is, 0 to 1.';

CREATE TABLE core.defect (
  article_id UUID NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL, code VARCHAR NOT NULL,
  field VARCHAR NOT NULL, found VARCHAR NOT NULL, span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
  repaired VARCHAR, rule_version VARCHAR NOT NULL);
COMMENT ON TABLE core.defect IS 'Scars found in a text, and what was done about them: they show how it was made.';
COMMENT ON COLUMN core.defect.article_id IS 'The article.';
COMMENT ON COLUMN core.defect.version IS 'Its version.';
COMMENT ON COLUMN core.defect.position IS 'Order of finding, from 0.';
COMMENT ON COLUMN core.defect.code IS 'image_name_as_text | lost_link | stray_quote_mark | site_suffix_in_title | boilerplate | mojibake | …';
COMMENT ON COLUMN core.defect.field IS 'title | body';
COMMENT ON COLUMN core.defect.found IS 'What stood there.';
COMMENT ON COLUMN core.defect.span_start IS 'Offset in the field as found.';
COMMENT ON COLUMN core.defect.span_end IS 'End in the field as found.';
COMMENT ON COLUMN core.defect.repaired IS 'What stands there now; NULL: left as it is.';
COMMENT ON COLUMN core.defect.rule_version IS 'Version of the rule that found it.';

CREATE TABLE core.link (
  article_id UUID NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL, url VARCHAR NOT NULL,
  anchor VARCHAR NOT NULL);
COMMENT ON TABLE core.link IS 'Outbound links of a text.';
COMMENT ON COLUMN core.link.article_id IS 'The article.';
COMMENT ON COLUMN core.link.version IS 'Its version.';
COMMENT ON COLUMN core.link.position IS 'Reading order, as the extractor numbered it.';
COMMENT ON COLUMN core.link.url IS 'Target, absolute.';
COMMENT ON COLUMN core.link.anchor IS 'Words of the link; empty where a link lost them.';

CREATE TABLE core.translation (
  article_id UUID NOT NULL, content_sha256 VARCHAR NOT NULL, source_lang VARCHAR NOT NULL,
  target_lang VARCHAR NOT NULL, status VARCHAR NOT NULL, engine VARCHAR NOT NULL, engine_version VARCHAR NOT NULL,
  translated_at TIMESTAMPTZ NOT NULL, translated_on DATE NOT NULL, title VARCHAR NOT NULL,
  body VARCHAR NOT NULL USING COMPRESSION zstd, token_score DOUBLE, detail VARCHAR NOT NULL);
COMMENT ON TABLE core.translation IS 'Machine translations made here, and those that wait for a model.';
COMMENT ON COLUMN core.translation.article_id IS 'The article.';
COMMENT ON COLUMN core.translation.content_sha256 IS 'The content that was translated.';
COMMENT ON COLUMN core.translation.source_lang IS 'BCP 47 tag.';
COMMENT ON COLUMN core.translation.target_lang IS 'BCP 47 tag.';
COMMENT ON COLUMN core.translation.status IS 'ok | pending_model';
COMMENT ON COLUMN core.translation.engine IS 'argos | none';
COMMENT ON COLUMN core.translation.engine_version IS 'Package and its version.';
COMMENT ON COLUMN core.translation.translated_at IS 'When, UTC.';
COMMENT ON COLUMN core.translation.translated_on IS 'Day, UTC.';
COMMENT ON COLUMN core.translation.title IS 'Translated title.';
COMMENT ON COLUMN core.translation.body IS 'Translated text.';
COMMENT ON COLUMN core.translation.token_score IS 'Mean log-probability of a target token: it ranks quality.';
COMMENT ON COLUMN core.translation.detail IS 'What the engine had to say, or what it waits for.';

INSERT INTO core.contract VALUES
  ('core.article', ['article_id'], 'one row per article'),
  ('core.article_version', ['article_id', 'version'], 'one row per content of an article'),
  ('core.article_text', ['article_id', 'version'], 'one row per content of an article'),
  ('core.credit', ['article_id', 'version', 'position'], 'one row per credit in a text'),
  ('core.defect', ['article_id', 'version', 'position'], 'one row per defect in a text'),
  ('core.link', ['article_id', 'version', 'position'], 'one row per link in a text'),
  ('core.translation', ['article_id', 'content_sha256', 'target_lang'], 'one row per content and target language');
