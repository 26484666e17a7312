-- Full-text search in plain tables: which documents hold a word, and how often. A segment is one batch of documents with
-- its words in order, so that zone maps find a word; small segments are merged into larger ones, never one by one.
-- Texts stored before this file are indexed by it, as one segment.

CREATE TABLE core.search_doc (
  doc INTEGER NOT NULL, article_id UUID NOT NULL, version INTEGER NOT NULL, text_lang VARCHAR NOT NULL,
  published_on DATE NOT NULL, n_tokens INTEGER NOT NULL);
COMMENT ON TABLE core.search_doc IS 'Texts that can be searched, numbered as they came: articles, and their translations.';
COMMENT ON COLUMN core.search_doc.doc IS 'Number of the document in the postings.';
COMMENT ON COLUMN core.search_doc.article_id IS 'The article.';
COMMENT ON COLUMN core.search_doc.version IS 'The version that was indexed; an older one than the article''s is not found.';
COMMENT ON COLUMN core.search_doc.text_lang IS 'Language of this text: the article''s own, or that of a translation.';
COMMENT ON COLUMN core.search_doc.published_on IS 'Day of the article.';
COMMENT ON COLUMN core.search_doc.n_tokens IS 'Words in the document, those of its title three times.';

CREATE TABLE core.search_posting (
  segment INTEGER NOT NULL, term VARCHAR NOT NULL, n_times INTEGER NOT NULL, n_docs INTEGER NOT NULL, docs INTEGER[] NOT NULL);
COMMENT ON TABLE core.search_posting IS 'For each word of a segment, the documents that hold it so many times; rows of a segment in order of word.';
COMMENT ON COLUMN core.search_posting.segment IS 'The segment.';
COMMENT ON COLUMN core.search_posting.term IS 'The word, folded: lower case, no accents, œ as oe.';
COMMENT ON COLUMN core.search_posting.n_times IS 'How often these documents hold it; 16 stands for 16 and more.';
COMMENT ON COLUMN core.search_posting.n_docs IS 'How many documents of the segment do.';
COMMENT ON COLUMN core.search_posting.docs IS 'Their numbers, in order.';

CREATE TABLE core.search_segment (segment INTEGER NOT NULL, first_doc INTEGER NOT NULL, n_docs INTEGER NOT NULL);
COMMENT ON TABLE core.search_segment IS 'The segments of the postings.';
COMMENT ON COLUMN core.search_segment.segment IS 'The segment.';
COMMENT ON COLUMN core.search_segment.first_doc IS 'Its first document: segments hold documents without overlap.';
COMMENT ON COLUMN core.search_segment.n_docs IS 'Documents in it.';

INSERT INTO core.contract VALUES
  ('core.search_doc', ['article_id', 'version', 'text_lang'], 'one row per text that can be searched'),
  ('core.search_posting', ['segment', 'term', 'n_times'], 'one row per word of a segment and number of times'),
  ('core.search_segment', ['segment'], 'one row per segment');

INSERT INTO core.search_doc
SELECT row_number() OVER (ORDER BY published_on, article_id, text_lang) - 1 AS doc, article_id, version, text_lang, published_on,
  len(list_filter(regexp_extract_all(
    replace(replace(replace(strip_accents(lower(concat_ws(' ', title, title, title, body))), 'œ', 'oe'), 'æ', 'ae'), '’', ' '),
    '[\p{L}\p{N}]+'), lambda t: length(t) BETWEEN 2 AND 40 OR t BETWEEN '0' AND '9')) AS n_tokens
FROM (
  SELECT a.article_id, a.version, a.lang AS text_lang, a.published_on, a.title, x.body
  FROM core.article AS a JOIN core.article_text AS x ON x.article_id = a.article_id AND x.version = a.version
  UNION ALL
  SELECT a.article_id, a.version, t.target_lang, a.published_on, t.title, t.body
  FROM core.article AS a JOIN core.translation AS t ON t.article_id = a.article_id AND t.content_sha256 = a.content_sha256
  WHERE t.status = 'ok'
) AS told;
INSERT INTO core.search_posting
SELECT 0, term, n_times, count(*), list(doc ORDER BY doc)
FROM (
  SELECT d.doc, term, least(count(*), 16) AS n_times
  FROM core.search_doc AS d
  JOIN (
    SELECT article_id, version, text_lang, unnest(list_filter(regexp_extract_all(
      replace(replace(replace(strip_accents(lower(concat_ws(' ', title, title, title, body))), 'œ', 'oe'), 'æ', 'ae'), '’', ' '),
      '[\p{L}\p{N}]+'), lambda t: length(t) BETWEEN 2 AND 40 OR t BETWEEN '0' AND '9')) AS term
    FROM (
      SELECT a.article_id, a.version, a.lang AS text_lang, a.title, x.body
      FROM core.article AS a JOIN core.article_text AS x ON x.article_id = a.article_id AND x.version = a.version
      UNION ALL
      SELECT a.article_id, a.version, t.target_lang, t.title, t.body
      FROM core.article AS a JOIN core.translation AS t ON t.article_id = a.article_id AND t.content_sha256 = a.content_sha256
      WHERE t.status = 'ok'
    ) AS told
  ) AS said ON said.article_id = d.article_id AND said.version = d.version AND said.text_lang = d.text_lang
  GROUP BY d.doc, term
) AS counted
GROUP BY term, n_times
ORDER BY term, n_times;
INSERT INTO core.search_segment SELECT 0, 0, count(*) FROM core.search_doc HAVING count(*) > 0;
