-- What of an article others are found by: so the grouping reads the texts of those few, not of a month.

CREATE TABLE core.fingerprint (
  article_id UUID NOT NULL, published_on DATE NOT NULL, lang VARCHAR NOT NULL, paragraphs UINTEGER[], furniture UINTEGER[],
  marks UINTEGER[], grams UINTEGER[]);
COMMENT ON TABLE core.fingerprint IS 'What of an article the articles it is compared with are found by: hashes of what stands in it.';
COMMENT ON COLUMN core.fingerprint.article_id IS 'The article.';
COMMENT ON COLUMN core.fingerprint.published_on IS 'Its day, UTC.';
COMMENT ON COLUMN core.fingerprint.lang IS 'Its language: the primary subtag.';
COMMENT ON COLUMN core.fingerprint.paragraphs IS 'Its paragraphs: the same in the same outlet, the same number.';
COMMENT ON COLUMN core.fingerprint.furniture IS 'Those of them that its outlet repeats from article to article: not compared.';
COMMENT ON COLUMN core.fingerprint.marks IS 'Its telling words, in the language of the pivot where there is one.';
COMMENT ON COLUMN core.fingerprint.grams IS 'A sample of its word sequences.';

INSERT INTO core.contract VALUES ('core.fingerprint', ['article_id'], 'one row per article that was ever compared');
-- Articles grouped so far get theirs when they are grouped again: the rule is another one from here on.
