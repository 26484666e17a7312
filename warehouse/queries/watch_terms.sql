-- Turn what watchlists look for into wordings that can be found in those of texts.
-- In: rows (watchlist, is_changed, place, term, lang, is_exclusion, pieces (words, is_start), feeds, languages).
-- Out: the table `watch_term`, for this session only.
CREATE OR REPLACE TEMP TABLE watch_term AS
SELECT g.watchlist, g.is_changed, g.place, g.term, g.lang::VARCHAR AS lang, g.is_exclusion, g.feeds::VARCHAR[] AS feeds,
  g.languages::VARCHAR[] AS languages,
  list_transform(g.pieces, lambda p: CASE WHEN p.is_start THEN rtrim(wording(p.words)) ELSE wording(p.words) END) AS needles
FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS g;
