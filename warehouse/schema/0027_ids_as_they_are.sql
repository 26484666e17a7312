-- What is looked up by an article's id reads that column whole. DuckDB packs ids into as few bits as they have, number by
-- number: a million take 24 ms of a processor to read, and 3 ms as they are, for eight bytes more a row.
-- Words are in order again, 2,048 rows at a time by how many documents they have: a search unpacks the lists of the 2,048
-- rows that its word is among, so the commonest words must not all stand there together (500 ms for a million texts; 4 now).
-- The file is as small so: numbers of steps of one size still stand together.

CREATE TABLE core.article_anew (
  article_id UUID NOT NULL USING COMPRESSION uncompressed, url VARCHAR NOT NULL, host VARCHAR NOT NULL,
  feed_id UUID NOT NULL, page_id UUID NOT NULL, publisher VARCHAR NOT NULL, owner_group VARCHAR NOT NULL,
  version INTEGER NOT NULL, content_sha256 VARCHAR NOT NULL, title VARCHAR NOT NULL, title_as_found VARCHAR,
  lead VARCHAR NOT NULL, lang VARCHAR NOT NULL, lang_confidence DOUBLE NOT NULL, lang_reason VARCHAR NOT NULL,
  published_at TIMESTAMPTZ, published_on DATE NOT NULL, published_source VARCHAR NOT NULL, modified_at TIMESTAMPTZ,
  status VARCHAR NOT NULL, authors VARCHAR[], section VARCHAR, tags VARCHAR[], image_url VARCHAR,
  n_words INTEGER NOT NULL, extractor_version VARCHAR NOT NULL, first_seen_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ, run_id UUID NOT NULL, url_hash UINTEGER, title_cut VARCHAR, content_since TIMESTAMPTZ,
  status_reason VARCHAR, alternates STRUCT(lang VARCHAR, url VARCHAR)[]);
INSERT INTO core.article_anew FROM core.article ORDER BY rowid;
DROP TABLE core.article;
ALTER TABLE core.article_anew RENAME TO article;
COMMENT ON TABLE core.article IS 'Articles, each in its newest version. Texts are in core.article_text.';
COMMENT ON COLUMN core.article.article_id IS 'Hash (60 bits) of the canonical URL: the same on every machine.';
COMMENT ON COLUMN core.article.url IS 'Canonical URL, as the page declares it.';
COMMENT ON COLUMN core.article.host IS 'Host of the URL.';
COMMENT ON COLUMN core.article.feed_id IS 'Feed that brought this version.';
COMMENT ON COLUMN core.article.page_id IS 'Page this version was read from.';
COMMENT ON COLUMN core.article.publisher IS 'Outlet.';
COMMENT ON COLUMN core.article.owner_group IS 'Owner of the outlet: one independent source.';
COMMENT ON COLUMN core.article.version IS 'Number of this content, from 1.';
COMMENT ON COLUMN core.article.content_sha256 IS 'SHA-256 (64 bits) of title and body: a new one is a new version.';
COMMENT ON COLUMN core.article.title IS 'Title, repaired.';
COMMENT ON COLUMN core.article.title_as_found IS 'Title before repair, where repair did more than to cut its end; NULL: it did not.';
COMMENT ON COLUMN core.article.lead IS 'Opening of the text.';
COMMENT ON COLUMN core.article.lang IS 'BCP 47 tag found in the text; und when it does not say.';
COMMENT ON COLUMN core.article.lang_confidence IS 'How sure the language is, 0 to 1.';
COMMENT ON COLUMN core.article.lang_reason IS 'What the language was told by.';
COMMENT ON COLUMN core.article.published_at IS 'When it was published, UTC; NULL when nothing says it.';
COMMENT ON COLUMN core.article.published_on IS 'Day for every time series, UTC; the day it was first seen when it has no date.';
COMMENT ON COLUMN core.article.published_source IS 'page | feed | first_seen: who gave the date.';
COMMENT ON COLUMN core.article.modified_at IS 'When the page says it was changed, UTC.';
COMMENT ON COLUMN core.article.status IS 'full | live_blog | teaser | paywall';
COMMENT ON COLUMN core.article.authors IS 'Authors, in order.';
COMMENT ON COLUMN core.article.section IS 'Section of the outlet.';
COMMENT ON COLUMN core.article.tags IS 'Keywords the page gives itself.';
COMMENT ON COLUMN core.article.image_url IS 'Lead picture.';
COMMENT ON COLUMN core.article.n_words IS 'Words of the body.';
COMMENT ON COLUMN core.article.extractor_version IS 'Version of the rules that read the page.';
COMMENT ON COLUMN core.article.first_seen_at IS 'When it was first read, UTC.';
COMMENT ON COLUMN core.article.updated_at IS 'When this row last changed, UTC; NULL: never.';
COMMENT ON COLUMN core.article.run_id IS 'The run that last changed this row.';
COMMENT ON COLUMN core.article.url_hash IS 'Hash of the canonical URL: it is looked up by it.';
COMMENT ON COLUMN core.article.title_cut IS 'What repair cut from the end of the title, mostly the name of the site; NULL: nothing.';
COMMENT ON COLUMN core.article.content_since IS 'When this content was first read, UTC; NULL: when the article was, it is the first.';
COMMENT ON COLUMN core.article.status_reason IS 'What says so, where it is not full; NULL: full, or read before it was kept.';
COMMENT ON COLUMN core.article.alternates IS 'The same article in other languages, as its page says; NULL: it says none.';

CREATE TABLE core.story_anew (
  story_id UUID NOT NULL USING COMPRESSION uncompressed, original_id UUID, status VARCHAR NOT NULL, merged_into UUID,
  n_articles INTEGER NOT NULL, first_published_at TIMESTAMPTZ, last_published_at TIMESTAMPTZ,
  first_published_on DATE NOT NULL, last_published_on DATE NOT NULL, created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ, run_id UUID NOT NULL, n_publishers INTEGER, n_owner_groups INTEGER,
  n_independent_sources INTEGER, languages VARCHAR[]);
INSERT INTO core.story_anew FROM core.story ORDER BY rowid;
DROP TABLE core.story;
ALTER TABLE core.story_anew RENAME TO story;
COMMENT ON TABLE core.story IS 'Stories: the articles that tell the same thing, in any language.';
COMMENT ON COLUMN core.story.story_id IS 'Hash (60 bits) of its first article''s id: the same on every machine.';
COMMENT ON COLUMN core.story.original_id IS 'The article the others were made from, else the first.';
COMMENT ON COLUMN core.story.status IS 'open | merged | closed; merged and closed stories have no articles left';
COMMENT ON COLUMN core.story.merged_into IS 'The story most of its articles went to.';
COMMENT ON COLUMN core.story.n_articles IS 'Articles in it.';
COMMENT ON COLUMN core.story.first_published_at IS 'When its first article was published, UTC.';
COMMENT ON COLUMN core.story.last_published_at IS 'When its last article was published, UTC; NULL: with the first.';
COMMENT ON COLUMN core.story.first_published_on IS 'Day of its first article, UTC.';
COMMENT ON COLUMN core.story.last_published_on IS 'Day of its last article, UTC.';
COMMENT ON COLUMN core.story.created_at IS 'When the story was first told apart, UTC.';
COMMENT ON COLUMN core.story.updated_at IS 'When this row last changed, UTC; NULL: never.';
COMMENT ON COLUMN core.story.run_id IS 'The run that last changed this row.';
COMMENT ON COLUMN core.story.n_publishers IS 'Outlets that tell it.';
COMMENT ON COLUMN core.story.n_owner_groups IS 'Owner groups that tell it.';
COMMENT ON COLUMN core.story.n_independent_sources IS 'Owner groups that told it by themselves, one at least: an original, or a rewriting that follows no other.';
COMMENT ON COLUMN core.story.languages IS 'Languages it is told in, sorted.';

CREATE TABLE core.member_anew (
  article_id UUID NOT NULL USING COMPRESSION uncompressed, story_id UUID NOT NULL USING COMPRESSION uncompressed,
  relation VARCHAR NOT NULL, parent_id UUID, confidence DOUBLE NOT NULL, reasons VARCHAR[],
  evidence STRUCT(kind VARCHAR, child_quote VARCHAR, parent_quote VARCHAR, note VARCHAR, likeness DOUBLE)[],
  rule_version VARCHAR NOT NULL, decided_by VARCHAR NOT NULL, updated_at TIMESTAMPTZ NOT NULL, run_id UUID NOT NULL,
  grouped_key UBIGINT, grouped_by VARCHAR);
INSERT INTO core.member_anew FROM core.story_member ORDER BY rowid;
DROP TABLE core.story_member;
ALTER TABLE core.member_anew RENAME TO story_member;
COMMENT ON TABLE core.story_member IS 'Which article belongs to which story, as what, made from whom, and why we say so.';
COMMENT ON COLUMN core.story_member.article_id IS 'The article: it is in one story.';
COMMENT ON COLUMN core.story_member.story_id IS 'Its story.';
COMMENT ON COLUMN core.story_member.relation IS 'original | exact_copy | syndicated_copy | abridged_copy | rewritten_copy | translation | abridged_translation | adaptation | machine_retranslation | abridged_retranslation | update';
COMMENT ON COLUMN core.story_member.parent_id IS 'The article it was made from; NULL for an original.';
COMMENT ON COLUMN core.story_member.confidence IS 'How sure relation and parent are, 0 to 1.';
COMMENT ON COLUMN core.story_member.reasons IS 'Why, in sentences.';
COMMENT ON COLUMN core.story_member.evidence IS 'Passages that show why: kind, quote here, quote in the parent, note, likeness.';
COMMENT ON COLUMN core.story_member.rule_version IS 'Version of the rule that decided.';
COMMENT ON COLUMN core.story_member.decided_by IS 'rule | person; what a person decided is never overwritten';
COMMENT ON COLUMN core.story_member.updated_at IS 'When its place in a story last changed, UTC.';
COMMENT ON COLUMN core.story_member.run_id IS 'The run that last changed it.';
COMMENT ON COLUMN core.story_member.grouped_key IS 'Hash (64 bits) of what was grouped: content, version of the extractor, translation. NULL: never grouped, or not as it was since.';
COMMENT ON COLUMN core.story_member.grouped_by IS 'Version of the rule that grouped it last; an article is new to the grouping when these two say otherwise.';

CREATE TABLE core.translation_anew (
  article_id UUID NOT NULL USING COMPRESSION uncompressed, content_sha256 VARCHAR NOT NULL,
  source_lang VARCHAR NOT NULL, target_lang VARCHAR NOT NULL, status VARCHAR NOT NULL, engine VARCHAR NOT NULL,
  engine_version VARCHAR NOT NULL, translated_at TIMESTAMPTZ NOT NULL, translated_on DATE NOT NULL,
  title VARCHAR NOT NULL, body VARCHAR NOT NULL USING COMPRESSION zstd, token_score DOUBLE, detail VARCHAR NOT NULL);
INSERT INTO core.translation_anew FROM core.translation ORDER BY rowid;
DROP TABLE core.translation;
ALTER TABLE core.translation_anew RENAME TO translation;
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

CREATE TABLE core.article_text_anew (
  article_id UUID NOT NULL USING COMPRESSION uncompressed, version INTEGER NOT NULL, published_on DATE NOT NULL,
  body VARCHAR NOT NULL USING COMPRESSION zstd,
  repairs STRUCT(span_start INTEGER, span_end INTEGER, found VARCHAR)[]);
INSERT INTO core.article_text_anew FROM core.article_text ORDER BY rowid;
DROP TABLE core.article_text;
ALTER TABLE core.article_text_anew RENAME TO article_text;
COMMENT ON TABLE core.article_text IS 'Texts, a row per version. Filter on published_on: it prunes.';
COMMENT ON COLUMN core.article_text.article_id IS 'The article.';
COMMENT ON COLUMN core.article_text.version IS 'Its version.';
COMMENT ON COLUMN core.article_text.published_on IS 'Day of the article when this version was stored.';
COMMENT ON COLUMN core.article_text.body IS 'Text, repaired; paragraphs joined by a blank line.';
COMMENT ON COLUMN core.article_text.repairs IS 'What repair changed: found stood where the body has the characters from span_start to span_end. NULL: nothing.';

CREATE TABLE core.posting_anew (
  segment INTEGER NOT NULL, term VARCHAR NOT NULL, n_times INTEGER NOT NULL, n_docs INTEGER NOT NULL, docs BIGINT[] NOT NULL);
INSERT INTO core.posting_anew
WITH dealt AS (
  SELECT segment, term, n_times, n_docs, (row_number() OVER (PARTITION BY segment ORDER BY term, n_times) - 1) // 2048 AS share
  FROM core.search_posting
),
ranked AS (
  SELECT d.segment, d.term, d.n_times, d.n_docs, s.n_docs AS n_docs_of_all,
    row_number() OVER (PARTITION BY d.segment ORDER BY d.share, floor(log2(d.n_docs)), d.term, d.n_times) - 1 AS place
  FROM dealt AS d JOIN core.search_segment AS s ON s.segment = d.segment
)
SELECT r.segment, r.term, r.n_times, r.n_docs,
  list_transform(p.docs, lambda d: r.place * r.n_docs_of_all + d % r.n_docs_of_all) AS docs
FROM ranked AS r
JOIN core.search_posting AS p ON p.segment = r.segment AND p.term = r.term AND p.n_times = r.n_times
ORDER BY r.segment, r.place;
DROP TABLE core.search_posting;
ALTER TABLE core.posting_anew RENAME TO search_posting;
COMMENT ON TABLE core.search_posting IS 'For each word of a segment, the documents that hold it so many times; rows of a segment in order of word, 2,048 at a time by how many documents they have (1, 2 to 3, 4 to 7…).';
COMMENT ON COLUMN core.search_posting.segment IS 'The segment.';
COMMENT ON COLUMN core.search_posting.term IS 'The word, folded: lower case, no accents, œ as oe.';
COMMENT ON COLUMN core.search_posting.n_times IS 'How often these documents hold it; 16 stands for 16 and more.';
COMMENT ON COLUMN core.search_posting.n_docs IS 'How many documents of the segment do.';
COMMENT ON COLUMN core.search_posting.docs IS 'Their places in the segment, from 0, plus n_docs of core.search_segment for each row of the segment that stands before: numbers that grow in small steps take few bits.';
