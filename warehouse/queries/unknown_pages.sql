-- Which of these pages are not stored yet?
-- Their ids start with their time: between the lowest and the highest of them few stored ones are looked at.
-- In: ids (of pages), lowest, highest (of them). Out: their ids.
SELECT given.page_id::VARCHAR
FROM (SELECT unnest(from_json_strict($ids, '["UUID"]')) AS page_id) AS given
WHERE NOT EXISTS (
  SELECT 1 FROM core.page AS p
  WHERE p.page_id = given.page_id AND p.page_id BETWEEN $lowest::UUID AND $highest::UUID);
