-- Of which feeds are the items told apart by address?
-- In: ids. Out: feed_id.
SELECT feed_id::VARCHAR FROM core.feed_identity
WHERE feed_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')));
