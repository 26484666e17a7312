-- Who says what in an article, which pages hold it in other languages, why it has its status; and what each change was.

CREATE TABLE core.quote (
  article_id UUID NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL, span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL, speaker VARCHAR NOT NULL);
COMMENT ON TABLE core.quote IS 'Words of somebody in a text, where it says whose: a quotation a row. The words stand in the text.';
COMMENT ON COLUMN core.quote.article_id IS 'The article.';
COMMENT ON COLUMN core.quote.version IS 'Its version.';
COMMENT ON COLUMN core.quote.position IS 'Reading order among all quotations, from 0.';
COMMENT ON COLUMN core.quote.span_start IS 'Offset of the words in body_as_found.';
COMMENT ON COLUMN core.quote.span_end IS 'End of the words in body_as_found.';
COMMENT ON COLUMN core.quote.speaker IS 'Who speaks, as the text names them.';

ALTER TABLE core.article ADD COLUMN status_reason VARCHAR;
ALTER TABLE core.article ADD COLUMN alternates STRUCT(lang VARCHAR, url VARCHAR)[];
COMMENT ON COLUMN core.article.status IS 'full | live_blog | teaser | paywall';
COMMENT ON COLUMN core.article.status_reason IS 'What says so, where it is not full; NULL: full, or read before it was kept.';
COMMENT ON COLUMN core.article.alternates IS 'The same article in other languages, as its page says; NULL: it says none.';

ALTER TABLE core.past_version ADD COLUMN change VARCHAR;
ALTER TABLE core.past_version ADD COLUMN change_reason VARCHAR;
ALTER TABLE core.past_version ADD COLUMN differences STRUCT(span_start INTEGER, span_end INTEGER, found VARCHAR)[];
COMMENT ON COLUMN core.past_version.status IS 'full | live_blog | teaser | paywall';
COMMENT ON COLUMN core.past_version.change IS 'How the next version differs: title_only | minor | major | correction (it admits one). NULL: replaced before it was kept.';
COMMENT ON COLUMN core.past_version.change_reason IS 'What says so.';
COMMENT ON COLUMN core.past_version.differences IS 'What stood in this text where the next one has the characters from span_start to span_end.';

COMMENT ON COLUMN core.rejection.reason IS 'http_error | network_error | blocked | robots_disallowed (not asked) | robots_unreachable (not asked yet) | too_large | not_html | consent_wall | error_page | index_page | no_text | bad_url | extractor_failed | unreadable; busy_host (it asked for patience: not asked) until such entries simply waited';

INSERT INTO core.contract VALUES
  ('core.quote', ['article_id', 'version', 'position'], 'one row per quotation of a version whose speaker is named');
