-- What is random cannot be compressed, and an article's id stands in a dozen tables: ids of content keep sixty bits of their
-- hash, contents and entries sixty-four, bodies a hundred and twenty-eight. The others are the same in every row, or gone.
-- A short id is told from the long one alone, and is what identity.py makes now. That of a story, which is named by its
-- first article, is made anew from that article's.
-- A page is described by the entry that it is the page of, and what was grouped by the membership: stored once. Words are
-- stored in the order of how many documents hold them; they and links with zstd. An article takes 400 bytes less of 2,690.
-- Tables whose columns change are made anew: one that was updated cannot be altered in the same transaction.

CREATE OR REPLACE TEMP MACRO short_id(x) AS ('00000000000080008' || right(replace(x::VARCHAR, '-', ''), 15))::UUID;
-- A page's: 42 bits of milliseconds and 32 of chance, of 48 and 74.
CREATE OR REPLACE TEMP MACRO short_page_id(x) AS ('0000000000008'
  || lpad(to_hex((('0x' || left(replace(x::VARCHAR, '-', ''), 12))::BIGINT >> 30) & 4095), 3, '0')
  || to_hex(9223372036854775808::UBIGINT + (((('0x' || left(replace(x::VARCHAR, '-', ''), 12))::BIGINT & 1073741823) << 32)
    | ('0x' || right(x::VARCHAR, 8))::BIGINT)::UBIGINT))::UUID;

CREATE OR REPLACE TEMP TABLE story_name AS
SELECT ('00000000000080008' || substr(sha256(concat('story', chr(31), article_id::VARCHAR)), 18, 15))::UUID AS short_before,
  ('00000000000080008' || substr(sha256(concat('story', chr(31), short_id(article_id)::VARCHAR)), 18, 15))::UUID AS story_id
FROM core.article;
-- What was grouped stays grouped: its key is made anew where it still is that of its article; the others wait anyhow.
CREATE OR REPLACE TEMP TABLE grouped_as AS
SELECT g.article_id, g.rule_version,
  md5_number_lower(concat_ws('|', left(a.content_sha256, 16), a.extractor_version, p.engine_version)) AS grouped_key
FROM core.grouped AS g
JOIN core.article AS a ON a.article_id = g.article_id
LEFT JOIN (
  SELECT article_id, content_sha256, engine_version FROM core.translation WHERE status = 'ok'
  QUALIFY row_number() OVER (PARTITION BY article_id, content_sha256 ORDER BY translated_at DESC, target_lang) = 1
) AS p ON p.article_id = a.article_id AND p.content_sha256 = a.content_sha256
WHERE g.content_key = md5(concat_ws('|', a.content_sha256, a.extractor_version, p.engine_version));

UPDATE core.feed SET feed_id = short_id(feed_id);
UPDATE core.feed_state SET feed_id = short_id(feed_id), body_sha256 = left(body_sha256, 32);
UPDATE core.feed_poll SET feed_id = short_id(feed_id), body_sha256 = left(body_sha256, 32);
UPDATE core.feed_body SET feed_id = short_id(feed_id), body_sha256 = left(body_sha256, 32);
UPDATE core.feed_identity SET feed_id = short_id(feed_id);
UPDATE core.feed_course SET feed_id = short_id(feed_id);
UPDATE core.feed_gap SET feed_id = short_id(feed_id);
ALTER TABLE core.feed_entry ALTER COLUMN changed_at DROP NOT NULL;
UPDATE core.feed_entry
SET feed_id = short_id(feed_id), page_id = short_page_id(page_id), changed_at = nullif(changed_at, first_seen_at), article_id = short_id(article_id), entry_sha256 = left(entry_sha256, 16),
  key_hash = (md5_number_lower(concat(short_id(feed_id), ' ', entry_key)) & 4294967295)::UINTEGER;
UPDATE core.rejection SET feed_id = short_id(feed_id), page_id = short_page_id(page_id);
ALTER TABLE core.article ALTER COLUMN updated_at DROP NOT NULL;
UPDATE core.article
SET article_id = short_id(article_id), feed_id = short_id(feed_id), page_id = short_page_id(page_id),
  updated_at = nullif(updated_at, first_seen_at), content_sha256 = left(content_sha256, 16);
UPDATE core.past_version
SET article_id = short_id(article_id), page_id = short_page_id(page_id), content_sha256 = left(content_sha256, 16);
UPDATE core.article_text SET article_id = short_id(article_id);
UPDATE core.credit SET article_id = short_id(article_id);
UPDATE core.defect SET article_id = short_id(article_id);
UPDATE core.translation SET article_id = short_id(article_id), content_sha256 = left(content_sha256, 16);
UPDATE core.queue SET article_id = short_id(article_id);
UPDATE core.search_doc SET article_id = short_id(article_id);
UPDATE core.pair
SET a_id = least(short_id(a_id), short_id(b_id)), b_id = greatest(short_id(a_id), short_id(b_id)),
  content_key = left(content_key, 16);
UPDATE core.override SET article_id = short_id(article_id), other_id = short_id(other_id);
UPDATE core.story_link SET from_article_id = short_id(from_article_id), to_article_id = short_id(to_article_id);
ALTER TABLE core.story ALTER COLUMN updated_at DROP NOT NULL;
UPDATE core.story
SET story_id = short_id(story_id), original_id = short_id(original_id), merged_into = short_id(merged_into),
  last_published_at = nullif(last_published_at, first_published_at), updated_at = nullif(updated_at, created_at);
UPDATE core.story AS s SET story_id = n.story_id FROM story_name AS n WHERE n.short_before = s.story_id;
UPDATE core.story AS s SET merged_into = n.story_id FROM story_name AS n WHERE n.short_before = s.merged_into;

COMMENT ON COLUMN core.feed.feed_id IS 'Hash (60 bits) of the feed''s canonical URL: renaming a feed keeps its history.';
COMMENT ON COLUMN core.feed_entry.entry_sha256 IS 'SHA-256 (64 bits) of title, summary, link and dates as the feed wrote them.';
COMMENT ON COLUMN core.feed_state.body_sha256 IS 'SHA-256 (128 bits) of the last whole answer: an equal body is not parsed again.';
COMMENT ON COLUMN core.feed_poll.body_sha256 IS 'SHA-256 (128 bits) of the body; NULL when there was none.';
COMMENT ON COLUMN core.feed_body.body_sha256 IS 'SHA-256 of the body, its first 128 bits: its name in its pack begins so.';
COMMENT ON COLUMN core.article.article_id IS 'Hash (60 bits) of the canonical URL: the same on every machine.';
COMMENT ON COLUMN core.article.content_sha256 IS 'SHA-256 (64 bits) of title and body: a new one is a new version.';
COMMENT ON COLUMN core.past_version.content_sha256 IS 'SHA-256 (64 bits) of title and body.';
COMMENT ON COLUMN core.pair.content_key IS 'Hash (64 bits) of both contents: unchanged input and rule mean no work.';
COMMENT ON COLUMN core.feed_entry.changed_at IS 'When what the feed says of it last changed; NULL: never.';
COMMENT ON COLUMN core.article.updated_at IS 'When this row last changed, UTC; NULL: never.';
COMMENT ON COLUMN core.story.updated_at IS 'When this row last changed, UTC; NULL: never.';
COMMENT ON COLUMN core.story.last_published_at IS 'When its last article was published, UTC; NULL: with the first.';
COMMENT ON COLUMN core.story.story_id IS 'Hash (60 bits) of its first article''s id: the same on every machine.';

CREATE TABLE core.page_anew (
  page_id UUID NOT NULL, run_id UUID NOT NULL, feed_id UUID, entry_key VARCHAR, url VARCHAR, final_url VARCHAR,
  fetched_at TIMESTAMPTZ NOT NULL, fetched_on DATE NOT NULL, http_status INTEGER NOT NULL, content_type VARCHAR,
  n_bytes BIGINT NOT NULL, body_sha256 VARCHAR NOT NULL, elapsed_ms INTEGER NOT NULL, pack_id UUID, reservations VARCHAR[]);
INSERT INTO core.page_anew
SELECT short_page_id(p.page_id), p.run_id, CASE WHEN e.page_id IS NULL THEN short_id(p.feed_id) END,
  CASE WHEN e.page_id IS NULL THEN p.entry_key END, CASE WHEN e.page_id IS NULL THEN p.url END, p.final_url, p.fetched_at,
  p.fetched_on, p.http_status, p.content_type, p.n_bytes, left(p.body_sha256, 32), p.elapsed_ms, p.pack_id, p.reservations
FROM core.page AS p
LEFT JOIN core.feed_entry AS e
  ON e.page_id = short_page_id(p.page_id) AND e.feed_id = short_id(p.feed_id) AND e.entry_key = coalesce(p.entry_key, p.url)
  AND coalesce(e.url, e.entry_key) = p.url
ORDER BY p.rowid;
DROP TABLE core.page;
ALTER TABLE core.page_anew RENAME TO page;
COMMENT ON TABLE core.page IS 'Every page fetched. The bytes lie outside this file, in raw/: in the pack pack_id, under body_sha256. What it was fetched for, the entry says that names it as its page.';
COMMENT ON COLUMN core.page.page_id IS 'UUIDv8, ordered by time: 42 bits of milliseconds, 32 of chance.';
COMMENT ON COLUMN core.page.run_id IS 'The run that fetched.';
COMMENT ON COLUMN core.page.feed_id IS 'Feed of the entry it was fetched for. NULL, with entry_key and url: as its entry says, the one in core.feed_entry with this page_id.';
COMMENT ON COLUMN core.page.entry_key IS 'Entry it was fetched for; NULL when its key is the address asked for, or url is NULL.';
COMMENT ON COLUMN core.page.url IS 'Address asked for. NULL: that of its entry.';
COMMENT ON COLUMN core.page.final_url IS 'Address after redirects; NULL when it is the one asked for.';
COMMENT ON COLUMN core.page.fetched_at IS 'When, UTC.';
COMMENT ON COLUMN core.page.fetched_on IS 'Day of the fetch, UTC.';
COMMENT ON COLUMN core.page.http_status IS 'Status of the answer.';
COMMENT ON COLUMN core.page.content_type IS 'Content type as sent.';
COMMENT ON COLUMN core.page.n_bytes IS 'Bytes of the body, decoded.';
COMMENT ON COLUMN core.page.body_sha256 IS 'SHA-256 of the body, its first 128 bits: its name in its pack begins so.';
COMMENT ON COLUMN core.page.elapsed_ms IS 'Milliseconds from request to last byte.';
COMMENT ON COLUMN core.page.pack_id IS 'The file with the body, UUIDv7: raw/YYYY-MM/<pack_id>.parquet. NULL: the body has expired, or lies in raw/ab/<SHA-256>.gz.';
COMMENT ON COLUMN core.page.reservations IS 'What it asks for, by header or meta element: noindex | noarchive | tdm-reservation. NULL: nothing, or not looked at (fetched earlier, or saved files).';

CREATE TABLE core.member_anew (
  article_id UUID NOT NULL, story_id UUID NOT NULL, relation VARCHAR NOT NULL, parent_id UUID,
  confidence DOUBLE NOT NULL, reasons VARCHAR[],
  evidence STRUCT(kind VARCHAR, child_quote VARCHAR, parent_quote VARCHAR, note VARCHAR, likeness DOUBLE)[],
  rule_version VARCHAR NOT NULL, decided_by VARCHAR NOT NULL, updated_at TIMESTAMPTZ NOT NULL, run_id UUID NOT NULL,
  grouped_key UBIGINT, grouped_by VARCHAR);
INSERT INTO core.member_anew
SELECT short_id(m.article_id), coalesce(n.story_id, short_id(m.story_id)), m.relation, short_id(m.parent_id), m.confidence,
  m.reasons, m.evidence, m.rule_version, m.decided_by, m.updated_at, m.run_id, g.grouped_key, g.rule_version
FROM core.story_member AS m
LEFT JOIN story_name AS n ON n.short_before = short_id(m.story_id)
LEFT JOIN grouped_as AS g ON g.article_id = m.article_id
ORDER BY m.rowid;
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
DROP TABLE story_name;
DROP TABLE grouped_as;
DROP TABLE core.grouped;
DELETE FROM core.contract WHERE table_name = 'core.grouped';

CREATE TABLE core.link_anew (
  article_id UUID NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL,
  url VARCHAR NOT NULL USING COMPRESSION zstd, anchor VARCHAR NOT NULL USING COMPRESSION zstd);
INSERT INTO core.link_anew SELECT short_id(article_id), version, position, url, anchor FROM core.link;
DROP TABLE core.link;
ALTER TABLE core.link_anew RENAME TO link;
COMMENT ON TABLE core.link IS 'Outbound links of a text.';
COMMENT ON COLUMN core.link.article_id IS 'The article.';
COMMENT ON COLUMN core.link.version IS 'Its version.';
COMMENT ON COLUMN core.link.position IS 'Reading order, as the extractor numbered it.';
COMMENT ON COLUMN core.link.url IS 'Target, absolute.';
COMMENT ON COLUMN core.link.anchor IS 'Words of the link; empty where a link lost them.';

CREATE TABLE core.posting_anew (
  segment INTEGER NOT NULL, term VARCHAR NOT NULL USING COMPRESSION zstd, n_times INTEGER NOT NULL,
  n_docs INTEGER NOT NULL, docs BIGINT[] NOT NULL);
INSERT INTO core.posting_anew
WITH ranked AS (
  SELECT p.segment, p.term, p.n_times, p.n_docs,
    row_number() OVER (PARTITION BY p.segment ORDER BY floor(log2(p.n_docs)), p.term, p.n_times) - 1 AS place,
    s.first_doc, s.n_docs AS n_docs_of_all
  FROM core.search_posting AS p JOIN core.search_segment AS s ON s.segment = p.segment
)
SELECT r.segment, r.term, r.n_times, r.n_docs,
  list_transform(p.docs, lambda d: r.place * r.n_docs_of_all + d - r.first_doc) AS docs
FROM ranked AS r
JOIN core.search_posting AS p ON p.segment = r.segment AND p.term = r.term AND p.n_times = r.n_times
ORDER BY r.segment, r.place;
DROP TABLE core.search_posting;
ALTER TABLE core.posting_anew RENAME TO search_posting;
COMMENT ON TABLE core.search_posting IS 'For each word of a segment, the documents that hold it so many times; rows of a segment by how many do (1, 2 to 3, 4 to 7…), then by word.';
COMMENT ON COLUMN core.search_posting.segment IS 'The segment.';
COMMENT ON COLUMN core.search_posting.term IS 'The word, folded: lower case, no accents, œ as oe.';
COMMENT ON COLUMN core.search_posting.n_times IS 'How often these documents hold it; 16 stands for 16 and more.';
COMMENT ON COLUMN core.search_posting.n_docs IS 'How many documents of the segment do.';
COMMENT ON COLUMN core.search_posting.docs IS 'Their places in the segment, from 0, plus n_docs of core.search_segment for each row of the segment that stands before: numbers that grow in small steps take few bits.';
