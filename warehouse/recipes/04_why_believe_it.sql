-- Why should I believe that one was made from the other?
-- For: anybody who is told so.
-- Edit: url: the article that was made.
WITH edge AS (
  SELECT unnest(evidence, max_depth := 2) FROM lineage
  WHERE child_url = 'http://dailybyte.example/brevane-abandons-perpetual-licenses-and-gives-eighteen-months'
)
SELECT kind, note, child_quote, parent_quote
FROM edge
ORDER BY kind, likeness DESC NULLS LAST, child_quote;
