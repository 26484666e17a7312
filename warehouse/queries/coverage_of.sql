-- What became of what these feeds published, day by day?
-- In: feed_ids, since, until (days, both included). Out: name of the feed, day, and how many entries are what.
SELECT c.feed, c.published_on::VARCHAR AS day, c.n_listed, c.n_stored, c.n_waiting, c.n_rejected
FROM coverage AS c
WHERE c.feed_id IN (SELECT unnest(from_json_strict($feed_ids, '["VARCHAR"]'))::UUID)
  AND c.published_on BETWEEN $since AND $until
ORDER BY c.feed, c.published_on;
