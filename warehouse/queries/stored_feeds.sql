-- Which of these feeds are stored?
-- In: ids. Out: feed_id.
SELECT feed_id::VARCHAR FROM core.feed WHERE feed_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
