-- Which stories are there, as a table a person reads?
-- Out: first_published_at, title, n_articles, n_publishers, n_independent_sources, languages; oldest first.
SELECT first_published_at, title, n_articles, n_publishers, n_independent_sources,
  array_to_string(languages, ' ') AS languages
FROM stories
ORDER BY first_published_at, title;
