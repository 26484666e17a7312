-- Are the items of a feed told apart by address?
-- In: feed_id. Out: a row if so.
SELECT 1 FROM core.feed_identity WHERE feed_id = $feed_id::UUID;
