-- Delete the words of segments that were merged into another.
-- In: merged (segments).
DELETE FROM core.search_posting WHERE segment IN (SELECT unnest(from_json_strict($merged, '["INTEGER"]')));
