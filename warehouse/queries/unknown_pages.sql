-- Which of these pages are not stored yet?
-- In: ids (of pages). Out: their ids.
SELECT given.page_id::VARCHAR
FROM (SELECT unnest(from_json_strict($ids, '["UUID"]')) AS page_id) AS given
WHERE NOT EXISTS (SELECT 1 FROM core.page AS p WHERE p.page_id = given.page_id);
