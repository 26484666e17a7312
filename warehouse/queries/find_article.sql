-- Which articles does a person mean?
-- In: key (an id or an address as typed). Out: id, address, outlet, title, language, content, and its place; the address as
-- typed first.
SELECT a.article_id::VARCHAR AS article_id, a.url, a.publisher, a.title, a.lang, a.content_sha256,
  m.story_id::VARCHAR AS story_id, m.relation, m.parent_id::VARCHAR AS parent_id
FROM core.article AS a
LEFT JOIN core.story_member AS m ON m.article_id = a.article_id
WHERE a.article_id = TRY_CAST($key AS UUID) OR a.url = $key OR rtrim(a.url, '/') = rtrim($key, '/')
ORDER BY a.url <> $key, a.url;
