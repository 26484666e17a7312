-- What the page and the feed say about an article's language stands beside what was found, so that they can be asked
-- where they disagree; and a person can have the last word.

ALTER TABLE core.article ADD COLUMN page_lang VARCHAR;
ALTER TABLE core.article ADD COLUMN feed_lang VARCHAR;
COMMENT ON COLUMN core.article.lang IS 'BCP 47 tag found in the text, or decided by a person; und when the text does not say.';
COMMENT ON COLUMN core.article.page_lang IS 'Language its page declares (html lang), without region; NULL: it declares none.';
COMMENT ON COLUMN core.article.feed_lang IS 'Language its feed was configured with when it was read, without region; NULL: none.';

ALTER TABLE core.override ADD COLUMN lang VARCHAR;
COMMENT ON TABLE core.override IS 'What people decided about an article''s place or language; no rule ever undoes it.';
COMMENT ON COLUMN core.override.decision IS 'merge | split | confirm | language';
COMMENT ON COLUMN core.override.lang IS 'BCP 47 tag of its language, where the decision is about that.';
