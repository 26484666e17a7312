-- First by name: the other macros stand on these.
CREATE OR REPLACE MACRO fold(x) AS
  replace(replace(replace(strip_accents(lower(x)), 'œ', 'oe'), 'æ', 'ae'), '’', ' ');
COMMENT ON MACRO fold IS 'A text as it is compared: lower case, no accents, œ as oe, æ as ae, a curly apostrophe as a space.';

CREATE OR REPLACE MACRO words(x) AS regexp_extract_all(fold(x), '[\p{L}\p{N}]+');
COMMENT ON MACRO words IS 'The words and numbers of a text, folded, in order.';

CREATE OR REPLACE MACRO wording(x) AS ' ' || array_to_string(words(x), ' ') || ' ';
COMMENT ON MACRO wording IS 'The words of a text with a space around each: a text holds words in a row where its wording contains theirs.';

CREATE OR REPLACE MACRO tokens(x) AS
  list_filter(words(x), lambda t: length(t) BETWEEN 2 AND 40 OR t BETWEEN '0' AND '9');
COMMENT ON MACRO tokens IS 'The words and numbers of a text, folded, in order; single letters are left out, single digits are not.';

CREATE OR REPLACE MACRO unrepaired(body, repairs) AS
  CASE WHEN repairs IS NULL THEN body ELSE array_to_string(list_transform(range(0, len(repairs) + 1), lambda n:
    substr(body,
      CASE WHEN n = 0 THEN 1 ELSE repairs[n].span_end + 1 END,
      CASE WHEN n = len(repairs) THEN length(body) ELSE repairs[n + 1].span_start END - CASE WHEN n = 0 THEN 0 ELSE repairs[n].span_end END)
    || CASE WHEN n = len(repairs) THEN '' ELSE repairs[n + 1].found END), '') END;
COMMENT ON MACRO unrepaired IS 'A text as it was before repair, from the text and what was changed in it.';

CREATE OR REPLACE MACRO hash_of_url(x) AS (md5_number_lower(x) & 4294967295)::UINTEGER;
COMMENT ON MACRO hash_of_url IS 'What an address is looked up by: core.article and core.feed_entry keep it as url_hash.';

CREATE OR REPLACE MACRO hash_of_entry(feed, key) AS (md5_number_lower(concat(feed, ' ', key)) & 4294967295)::UINTEGER;
COMMENT ON MACRO hash_of_entry IS 'What an entry is looked up by, from its feed_id and entry_key: core.feed_entry keeps it as key_hash.';
