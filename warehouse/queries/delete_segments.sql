-- Delete the record of segments that were merged into another.
-- In: merged (segments).
DELETE FROM core.search_segment WHERE segment IN (SELECT unnest(from_json_strict($merged, '["INTEGER"]')));
