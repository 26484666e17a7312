-- Store the hits of `watch_match`; an equal one is left as it is, another keeps the time it was first one.
-- In: now, run_id.
MERGE INTO core.watch_hit AS t
USING (
  SELECT f.watchlist, f.article_id, m.story_id, f.term, f.term_lang, f.field, f.rendition, f.quote
  FROM watch_match AS f
  LEFT JOIN core.story_member AS m ON m.article_id = f.article_id
) AS s
ON t.watchlist = s.watchlist AND t.article_id = s.article_id
WHEN MATCHED AND (t.term, t.term_lang, t.field, t.rendition, t.quote) IS DISTINCT FROM (s.term, s.term_lang, s.field, s.rendition, s.quote)
THEN UPDATE SET term = s.term, term_lang = s.term_lang, field = s.field, rendition = s.rendition, quote = s.quote
WHEN NOT MATCHED THEN INSERT (watchlist, article_id, story_id, term, term_lang, field, rendition, quote, matched_at, run_id)
VALUES (s.watchlist, s.article_id, s.story_id, s.term, s.term_lang, s.field, s.rendition, s.quote, $now, $run_id::UUID);
