-- Keep what the polls of a feed add up to. A poll older than the newest one changes nothing.
-- In: rows (courses of different feeds, with their feed and poll time).
MERGE INTO core.feed_course AS t
USING (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)) AS s ON t.feed_id = s.feed_id::UUID
WHEN MATCHED AND s.polled_at >= t.polled_at THEN UPDATE SET
  polled_at = s.polled_at, whole_at = s.whole_at, probed_at = s.probed_at, lied_at = s.lied_at, gone_since = s.gone_since,
  gone_at = s.gone_at, redirected_to = s.redirected_to, redirected_since = s.redirected_since,
  n_redirects = s.n_redirects, poll_url = s.poll_url, gap_at = s.gap_at, n_gaps = s.n_gaps, timetable = s.timetable,
  listed = s.listed, hub_url = s.hub_url, hub_topic = s.hub_topic
WHEN NOT MATCHED THEN INSERT
  (feed_id, polled_at, whole_at, probed_at, lied_at, gone_since, gone_at, redirected_to, redirected_since, n_redirects,
   poll_url, gap_at, n_gaps, timetable, listed, hub_url, hub_topic)
VALUES
  (s.feed_id::UUID, s.polled_at, s.whole_at, s.probed_at, s.lied_at, s.gone_since, s.gone_at, s.redirected_to,
   s.redirected_since, s.n_redirects, s.poll_url, s.gap_at, s.n_gaps, s.timetable, s.listed, s.hub_url,
   s.hub_topic);
