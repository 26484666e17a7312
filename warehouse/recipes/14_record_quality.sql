-- How complete are the records, by version of the extractor?
-- For: data engineers, before they trust a column.
-- Edit: the days, both included.
SELECT extractor_version, sum(n_articles)::BIGINT AS n_articles, round(100.0 * sum(n_full) / sum(n_articles), 1) AS percent_full,
  round(100.0 * sum(n_with_author) / sum(n_articles), 1) AS percent_author, round(100.0 * sum(n_dated_by_page) / sum(n_articles), 1) AS percent_dated,
  round(sum(n_defects) / sum(n_articles), 2) AS defects_an_article
FROM quality
WHERE published_on BETWEEN DATE '2026-11-01' AND DATE '2026-11-30'
GROUP BY extractor_version
ORDER BY n_articles DESC, extractor_version;
