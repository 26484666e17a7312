-- A wrong charset shows as wrong letters long after; what a document was read in, and who said so, shows where it came from.

ALTER TABLE core.page ADD COLUMN charset VARCHAR;
COMMENT ON COLUMN core.page.charset IS 'The charset it is read in, as Python calls it. NULL: not looked at (fetched earlier, or saved files).';
ALTER TABLE core.page ADD COLUMN charset_source VARCHAR;
COMMENT ON COLUMN core.page.charset_source IS 'What the charset was taken from: byte order mark | sight (valid UTF-8, whatever is said) | header | document (its XML declaration or a meta element) | guess.';

ALTER TABLE core.feed_body ADD COLUMN charset VARCHAR;
COMMENT ON COLUMN core.feed_body.charset IS 'The charset it was read in, as Python calls it. NULL: it could not be read, or came earlier.';
ALTER TABLE core.feed_body ADD COLUMN charset_source VARCHAR;
COMMENT ON COLUMN core.feed_body.charset_source IS 'What the charset was taken from, as in core.page.';
