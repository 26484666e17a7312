-- Note that an address was told of stories: every article of theirs that is a hit now speaks for them from now on.
-- In: rows (watchlist, story_id), address_id, now, run_id.
INSERT INTO core.watch_alert BY NAME
SELECT h.watchlist, h.article_id, $address_id AS address_id, m.story_id, $now AS sent_at, $run_id::UUID AS run_id
FROM core.watch_hit AS h
JOIN core.story_member AS m ON m.article_id = h.article_id
JOIN (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS g ON g.watchlist = h.watchlist AND g.story_id::UUID = m.story_id
ANTI JOIN core.watch_alert AS l ON l.watchlist = h.watchlist AND l.article_id = h.article_id AND l.address_id = $address_id;
