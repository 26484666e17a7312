-- What articles are found by is looked up beside the tables from here on, in an index in files (warehouse/fingerprint_segments.py). A digest
-- of each row says what of the index still holds. Ids that are looked up are stored as they are, as in 0027: to find the pairs
-- of a few articles among 100,000 took twice as long.

CREATE TABLE core.fingerprint_anew (
  article_id UUID NOT NULL USING COMPRESSION uncompressed, published_on DATE NOT NULL, lang VARCHAR NOT NULL, paragraphs UINTEGER[],
  furniture UINTEGER[], marks UINTEGER[], grams UINTEGER[], digest UBIGINT NOT NULL USING COMPRESSION uncompressed);
INSERT INTO core.fingerprint_anew
SELECT article_id, published_on, lang, paragraphs, furniture, marks, grams,
  md5_number_lower(concat_ws('|', article_id, published_on, lang, marks::VARCHAR, grams::VARCHAR)) AS digest
FROM core.fingerprint ORDER BY rowid;
DROP TABLE core.fingerprint;
ALTER TABLE core.fingerprint_anew RENAME TO fingerprint;
COMMENT ON TABLE core.fingerprint IS 'What of an article the articles it is compared with are found by: hashes of what stands in it.';
COMMENT ON COLUMN core.fingerprint.article_id IS 'The article.';
COMMENT ON COLUMN core.fingerprint.published_on IS 'Its day, UTC.';
COMMENT ON COLUMN core.fingerprint.lang IS 'Its language: the primary subtag.';
COMMENT ON COLUMN core.fingerprint.paragraphs IS 'Its paragraphs: the same in the same outlet, the same number.';
COMMENT ON COLUMN core.fingerprint.furniture IS 'Those of them that its outlet repeats from article to article: not compared.';
COMMENT ON COLUMN core.fingerprint.marks IS 'Its telling words, in the language of the pivot where there is one.';
COMMENT ON COLUMN core.fingerprint.grams IS 'A sample of its word sequences.';
COMMENT ON COLUMN core.fingerprint.digest IS 'Hash (64 bits) of article, day, language, marks and grams: what the index beside the tables holds of it is true as long as the two agree.';

CREATE TABLE core.pair_anew (
  a_id UUID NOT NULL USING COMPRESSION uncompressed, b_id UUID NOT NULL USING COMPRESSION uncompressed, decision VARCHAR NOT NULL,
  likeness DOUBLE NOT NULL, is_cross_language BOOLEAN NOT NULL, features MAP(VARCHAR, DOUBLE), rule_version VARCHAR NOT NULL,
  content_key VARCHAR NOT NULL, compared_at TIMESTAMPTZ NOT NULL);
INSERT INTO core.pair_anew FROM core.pair ORDER BY rowid;
DROP TABLE core.pair;
ALTER TABLE core.pair_anew RENAME TO pair;
COMMENT ON TABLE core.pair IS 'Pairs of articles compared, with every feature the decision was made on.';
COMMENT ON COLUMN core.pair.a_id IS 'The article with the lower id.';
COMMENT ON COLUMN core.pair.b_id IS 'The article with the higher id.';
COMMENT ON COLUMN core.pair.decision IS 'same_story | review | linked | apart';
COMMENT ON COLUMN core.pair.likeness IS 'How alike, 0 to 1.';
COMMENT ON COLUMN core.pair.is_cross_language IS 'Whether they are in two languages.';
COMMENT ON COLUMN core.pair.features IS 'Measurements by name.';
COMMENT ON COLUMN core.pair.rule_version IS 'Version of the rule that decided.';
COMMENT ON COLUMN core.pair.content_key IS 'Hash (64 bits) of both contents: unchanged input and rule mean no work.';
COMMENT ON COLUMN core.pair.compared_at IS 'When, UTC.';

COMMENT ON COLUMN core.run_lease.name IS 'monitor | backfill | reprocess | maintain | group (a decision is carried out) | serve';
