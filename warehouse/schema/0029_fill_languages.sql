-- What earlier readings noted in words of what was declared: see the file before. Where one of the two was named since it
-- disagreed, the reading does not say whether the other agreed or declared nothing: that one stays NULL.

UPDATE core.article
SET page_lang = CASE WHEN lang_reason LIKE '%, as the page %' THEN lang
      ELSE nullif(regexp_extract(lang_reason, 'the page declares ([a-z]{2,3})', 1), '') END,
    feed_lang = CASE WHEN lang_reason LIKE '%, as the feed declared' OR lang_reason LIKE '%, as the page and the feed declared' THEN lang
      ELSE nullif(regexp_extract(lang_reason, 'the feed declares ([a-z]{2,3})', 1), '') END
WHERE lang_reason LIKE '%, as the %' OR lang_reason LIKE '%the page declares %' OR lang_reason LIKE '%the feed declares %';
