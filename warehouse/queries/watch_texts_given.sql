-- Fold texts that are not stored yet: what is to be translated, and the translation of its title and lead.
-- In: rows (article_id, lang, rendition, text_lang, title, body). Out: the table `watch_text`, for this session only.
CREATE OR REPLACE TEMP TABLE watch_text AS
WITH given AS MATERIALIZED (
  SELECT g.article_id::UUID AS article_id, g.lang, g.rendition, g.text_lang, g.title, g.body
  FROM (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS g
),
feeds AS (
  SELECT e.article_id, list(DISTINCT f.name) AS feeds FROM core.feed_entry AS e JOIN core.feed AS f ON f.feed_id = e.feed_id
  WHERE e.article_id IN (SELECT article_id FROM given)
  GROUP BY e.article_id
)
SELECT g.article_id, TRUE AS is_waiting, g.lang, g.rendition, g.text_lang, g.title, '' AS lead, g.body, coalesce(f.feeds, []) AS feeds,
  wording(g.title) AS title_said, wording('') AS lead_said, wording(g.body) AS body_said
FROM given AS g
LEFT JOIN feeds AS f ON f.article_id = g.article_id;
