-- Who told these stories by the end of these days, and which of their articles are of these days?
-- In: ids (of stories), since, until, late_days. Out: the fields of a brief's article, by date, then address.
SELECT m.story_id::VARCHAR AS story_id, a.article_id, a.publisher,
  coalesce(nullif(a.owner_group, ''), nullif(a.publisher, ''), a.host) AS owner, a.lang, a.title, a.url, a.published_at, m.relation, m.parent_id,
  a.published_on BETWEEN $since AND $until
    OR (a.published_on BETWEEN $since - $late_days::INTEGER AND $until AND (a.first_seen_at AT TIME ZONE 'UTC')::DATE BETWEEN $since AND $until)
    AS is_new
FROM core.story_member AS m
JOIN core.article AS a ON a.article_id = m.article_id
WHERE m.story_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]'))) AND a.published_on <= $until
ORDER BY a.published_at NULLS LAST, a.url;
