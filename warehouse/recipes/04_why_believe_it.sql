-- Why should I believe that one was made from the other?
-- For: anybody who is told so.
-- Edit: url: the article that was made.
WITH asked AS (
  SELECT 'http://dailybyte.example/brevane-abandons-perpetual-licenses-and-gives-eighteen-months' AS url
),
edge AS (SELECT unnest(evidence, max_depth := 2) FROM lineage WHERE child_url = (SELECT url FROM asked))
SELECT kind, note, child_quote, parent_quote
FROM edge
ORDER BY kind, likeness DESC NULLS LAST, child_quote;
