-- Which texts of `watch_text` hold all words of a term of `watch_term`, and no exclusion of its watchlist?
-- Of several terms the one that stands most to the fore, in the original rather than in its translation. A quotation is
-- eight words before the first window of words that holds the term, and some behind it.
-- Out: the table `watch_match`, for this session only: a row per watchlist and article.
CREATE OR REPLACE TEMP TABLE watch_match AS
WITH held AS MATERIALIZED (
  SELECT w.watchlist, w.place, w.term, w.lang AS term_lang, w.is_exclusion, w.needles[1] AS needle, x.article_id, x.rendition,
    x.title, x.lead, x.body,
    CASE WHEN contains(x.title_said, w.needles[1]) THEN 1 WHEN contains(x.lead_said, w.needles[1]) THEN 2 ELSE 3 END AS depth
  FROM watch_term AS w
  CROSS JOIN watch_text AS x
  WHERE (w.is_changed OR x.is_waiting)
    AND (w.lang IS NULL OR w.lang IN (x.text_lang, split_part(x.text_lang, '-', 1)))
    AND (len(w.languages) = 0 OR list_has_any(w.languages, [x.lang, split_part(x.lang, '-', 1)]))
    AND (len(w.feeds) = 0 OR list_has_any(w.feeds, x.feeds))
    AND len(list_filter(w.needles, lambda n: NOT contains(x.title_said, n) AND NOT contains(x.body_said, n))) = 0
),
best AS (
  SELECT h.watchlist, h.article_id, h.term, h.term_lang, h.depth, h.rendition, h.needle, len(words(h.needle)) + 3 AS n,
    string_split_regex(trim(CASE h.depth WHEN 1 THEN h.title WHEN 2 THEN h.lead ELSE h.body END), '\s+') AS said
  FROM held AS h
  ANTI JOIN (SELECT watchlist, article_id FROM held WHERE is_exclusion) AS e
    ON e.watchlist = h.watchlist AND e.article_id = h.article_id
  WHERE NOT h.is_exclusion
  QUALIFY row_number() OVER (PARTITION BY h.watchlist, h.article_id ORDER BY h.depth, h.rendition, h.place) = 1
),
placed AS (
  SELECT watchlist, article_id, term, term_lang, depth, rendition, n, said,
    coalesce(list_filter(range(1, len(said) + 1), lambda i: contains(wording(array_to_string(said[i:i + n], ' ')), needle))[1], 1) AS starts_at
  FROM best
)
SELECT watchlist, article_id, term, term_lang, ['title', 'lead', 'body'][depth] AS field, rendition,
  CASE WHEN starts_at > 9 THEN '… ' ELSE '' END || array_to_string(said[greatest(1, starts_at - 8):starts_at + n + 14], ' ')
    || CASE WHEN starts_at + n + 14 < len(said) THEN ' …' ELSE '' END AS quote
FROM placed;
