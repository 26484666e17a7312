-- Which paragraphs of these articles does their outlet repeat?
-- In: ids. Out: article_id, furniture; for those that have some.
SELECT article_id::VARCHAR AS article_id, furniture
FROM core.fingerprint
WHERE len(furniture) > 0 AND article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')))
ORDER BY article_id;
