-- Tell the items of a feed apart by address from now on.
-- In: feed_id, since, poll_id, reason.
INSERT INTO core.feed_identity VALUES ($feed_id::UUID, $since, $poll_id::UUID, $reason);
